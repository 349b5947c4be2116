import { type Diagnostic, errorOf } from '../errors/diagnostic.js';
import {
  CHANGED_PLAN_FILE,
  CHANGE_NOT_APPROVED,
  NOT_WHAT_WAS_APPROVED,
  OTHER_DIGEST,
  PLAN_OF_OTHER_STATE,
  PLAN_USED_UP,
} from '../errors/approval.js';
import { HISTORY_LENGTH, type ExternalId, type FinishedRun, type RecordedState } from '../model.js';
import { canonicalJson } from '../text/canonical-json.js';
import type { Change, Plan } from './change.js';
import { listSome } from '../text/list-some.js';
import { countOf } from '../text/phrase.js';
import { macOf, type SavedPlan } from './plan-file.js';
import { sealPlan } from './seal.js';

/**
 * Whether `plan`, made just now, does nothing that the saved plans do not do: every field that it
 * sends or releases (with the values before and after), every move, protection and forget must be in
 * one of the files. Less is fine, since others may have applied a part of it meanwhile. Several files
 * are for several reviewed changes that were merged at once. Returns just the differences, as errors;
 * none means approved. A file that is not of this state is refused even if it is not needed; one that was
 * applied already approves nothing.
 *
 * Whether a PUT is an add or an update is not compared: after a PUT of unknown outcome the one turns
 * into the other, and what is sent is the same.
 */
export function checkApproval(
  plan: Plan,
  files: readonly SavedPlan[],
  recorded: Pick<RecordedState, 'digest_key' | 'history'>,
): readonly Diagnostic[] {
  const digestKey = recorded.digest_key;
  const strangers = files.flatMap((saved) => findStranger(plan, saved, digestKey));
  if (strangers.length > 0) return strangers;
  const stale = files.filter((saved) => isUsedUp(saved, recorded.history));
  const opinions = new Map<ExternalId, readonly Opinion[]>();
  for (const saved of files.filter((file) => !stale.includes(file))) {
    const approved = new Map(saved.sealed.changes.map((change) => [change.id, change]));
    // Each file has sealed the values that were sensitive when it was made.
    for (const own of sealPlan(plan, saved.sensitive, digestKey).changes) {
      const change = approved.get(own.id);
      if (change === undefined) continue;
      const opinion = { own: effectsOf(own), approved: effectsOf(change) };
      opinions.set(own.id, [...(opinions.get(own.id) ?? []), opinion]);
    }
  }
  const differences = plan.changes.flatMap((change) =>
    findExtra(change, opinions.get(change.id) ?? []),
  );
  if (differences.length === 0) return [];
  if (stale.length > 0 && stale.length === files.length) return stale.map(usedUp);
  const summary = `The plan has changed since it was approved, for ${countOf(differences.length, 'user')}`;
  const head = errorOf(NOT_WHAT_WAS_APPROVED, { summary });
  return [...stale.map(usedUp), head, ...listSome(differences)];
}

/** Why a file can't approve anything here: made for something else, or edited. */
function findStranger(plan: Plan, saved: SavedPlan, digestKey: string): readonly Diagnostic[] {
  const { target, state } = saved.sealed;
  const detail = `This is the file with digest ${saved.digest}.`;
  if (
    state.lineage !== plan.state.lineage ||
    canonicalJson(target) !== canonicalJson(plan.target)
  ) {
    const summary = `The plan file is for source "${target.source}" at ${target.endpoint}, state ${state.lineage}`;
    return [errorOf(PLAN_OF_OTHER_STATE, { summary, detail })];
  }
  if (macOf(saved, digestKey) === saved.mac) return [];
  const summary = 'The plan file was changed after it was made';
  return [errorOf(CHANGED_PLAN_FILE, { summary, detail })];
}

/**
 * Whether a saved plan has done its work: a run that it approved got through, or others came after that run. What
 * it left over may be applied with it at once, and not when people have gone on since. A plan that is older
 * than the oldest run of a full history may have been applied.
 */
function isUsedUp({ mac, sealed }: SavedPlan, history: readonly FinishedRun[]): boolean {
  const at = history.findLastIndex(({ approved_by }) => approved_by.includes(mac));
  const [use, ...later] = at === -1 ? [] : history.slice(at);
  if (use !== undefined) {
    const { refused, unknown, not_attempted } = use.counts;
    return later.length > 0 || refused + unknown + not_attempted === 0;
  }
  const [oldest] = history.length < HISTORY_LENGTH ? [] : history;
  return oldest !== undefined && sealed.state.serial < oldest.serial;
}

function usedUp({ digest }: SavedPlan): Diagnostic {
  return errorOf(PLAN_USED_UP, {
    summary: 'The plan file is stale, because it was applied already',
    detail: `This is the file with digest ${digest}. An approval covers one apply. It also covers the changes that this apply left over, as long as no other apply came after it.`,
  });
}

/** `apply --expect DIGEST`: the plan must be exactly the one that was approved. */
export function checkDigest(actual: string, expected: string): readonly Diagnostic[] {
  if (actual === expected) return [];
  const summary = `The plan has digest ${actual}, but ${expected} was approved`;
  return [errorOf(OTHER_DIGEST, { summary })];
}

interface Effect {
  /** What it concerns, without values. */
  readonly name: string;
  readonly key: string;
}

/** What one file says of a change: the effects that it approves, and ours sealed as in that file. */
interface Opinion {
  readonly own: readonly Effect[];
  readonly approved: readonly Effect[];
}

function findExtra(change: Change, opinions: readonly Opinion[]): readonly Diagnostic[] {
  // Sealing keeps the number and the order of the effects: the i-th is the same in each.
  const verdicts = opinions.map(({ own, approved }) => {
    const known = new Set(approved.map((effect) => effect.key));
    return own.map((effect) => known.has(effect.key));
  });
  const extra = effectsOf(change).filter((_, i) => !verdicts.some((verdict) => verdict[i]));
  if (extra.length === 0) return [];
  const names = extra.map((effect) => effect.name).join(', ');
  const relation =
    opinions.length === 0 ? 'not in the approved plan' : 'not as in the approved plan';
  const difference: Diagnostic = errorOf(CHANGE_NOT_APPROVED, {
    summary: `User "${change.id}" is ${relation}: ${names}`,
    fix: null,
  });
  return [change.action === 'forget' ? difference : { ...difference, place: change.place }];
}

/** All that an apply of the change does, one entry for each part that must be approved. */
function effectsOf(change: Change): readonly Effect[] {
  const effect = (name: string, ...parts: readonly unknown[]): Effect => ({
    name,
    key: canonicalJson(parts),
  });
  if (change.action === 'forget') return [effect('forget', 'forget')];
  const sent = change.action === 'record' ? [] : change.set;
  const effects = sent.map((f) => effect(f.field, 'send', f.field, f.before, f.after));
  if (change.protection !== null) {
    effects.push(effect('protection', 'protection', change.protection));
  }
  if (change.action === 'add') return effects;
  if (change.movedFrom !== null) effects.push(effect('previously', 'move', change.movedFrom));
  for (const { field, before } of change.released) {
    effects.push(effect(`${field} (no longer managed)`, 'release', field, before));
  }
  return effects;
}
