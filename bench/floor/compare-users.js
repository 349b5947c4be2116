/**
 * The floor of a plan: reads desired and recorded users as JSON, parses, compares each field, counts the
 * users that differ. No YAML, no checks, no checksum, no digest, nothing rendered.
 *
 *     node bench/floor/compare-users.js DESIRED.json STATE.json
 */
import { readFileSync } from 'node:fs';

/** @typedef {{id: string, fields: Readonly<Record<string, unknown>>}} User */

const [desired, state] = process.argv
  .slice(2)
  .map((path) => /** @type {{users: User[]}} */ (JSON.parse(readFileSync(path, 'utf8'))));
if (desired === undefined || state === undefined) throw new Error('name two files');
const recorded = new Map(state.users.map((user) => [user.id, user.fields]));
let changed = 0;
for (const { id, fields } of desired.users) {
  const before = recorded.get(id);
  const same =
    before !== undefined && Object.keys(fields).every((name) => fields[name] === before[name]);
  if (!same) changed += 1;
}
process.stdout.write(`${changed}\n`);
