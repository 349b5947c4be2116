import { createHmac } from 'node:crypto';
import type { FieldValue } from '../model.js';
import { canonicalJson } from '../text/canonical-json.js';
import type { Change, Plan } from './change.js';

/**
 * The digest that binds an approval to the changes: `cf1:` and 64 hex digits.
 *
 * HMAC-SHA256, keyed with the text of the state's `digest_key`, of the canonical JSON of
 *
 *     {"changes": [{"action", "from"?, "id", "protection"?, "set": {field: [before, after]}}],
 *      "target": {"endpoint", "source"}}
 *
 * with the changes sorted by id. A released field is `[before, null]`; `from` is there only for a moved
 * record, `protection` only where the flag changes; a forget has an empty `set`. Commit, places, serial,
 * reasons and unchanged users are not in it: a rebase, an unrelated merge and a re-plan after a PUT of
 * unknown outcome keep the digest as long as the same fields are sent.
 */
export function planDigest(plan: Pick<Plan, 'target' | 'changes'>, digestKey: string): string {
  const { endpoint, source } = plan.target;
  const hmac = createHmac('sha256', digestKey);
  // Piece by piece, as canonicalJson would write it: as one text it is as large as users.yaml and more.
  hmac.update('{"changes":[');
  for (const [at, change] of plan.changes.entries()) {
    hmac.update(`${at === 0 ? '' : ','}${canonicalJson(digestedChange(change))}`);
  }
  hmac.update(`],"target":${canonicalJson({ endpoint, source })}}`);
  return `cf1:${hmac.digest('hex')}`;
}

/**
 * Finds the digest in what a person has pasted: with spaces, in backticks, with its label, or as the HTML of a
 * comment. Null unless there is exactly one, whole.
 */
export function findDigest(text: string): string | null {
  const found = [...text.matchAll(/(?<!\w)cf1(?::|&#58;)([0-9a-f]+)(?!\w)/g)].map(([, hex]) => hex);
  const [hex] = found;
  return found.length === 1 && hex?.length === 64 ? `cf1:${hex}` : null;
}

function digestedChange(change: Change): object {
  const { id, action } = change;
  if (change.action === 'forget') return { id, action, set: {} };
  const set: Record<string, readonly [FieldValue | null, FieldValue | null]> = {};
  if (change.action !== 'record') {
    for (const { field, before, after } of change.set) set[field] = [before, after];
  }
  const protection = change.protection === null ? {} : { protection: change.protection };
  if (change.action === 'add') return { id, action, set, ...protection };
  for (const { field, before } of change.released) set[field] = [before, null];
  const from = change.movedFrom === null ? {} : { from: change.movedFrom };
  return { id, action, set, ...protection, ...from };
}
