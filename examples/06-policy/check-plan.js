// A rule of your own for `corform plan --json`: only the Board has the role C-Level or Director.
// Reads the plan from stdin, prints every violation, and exits with 1 if there is one.
import { readFileSync } from 'node:fs';

const plan = JSON.parse(readFileSync(0, 'utf8'));

const offences = plan.resource_changes
  .filter(({ change }) => change.after !== null)
  // A sensitive role is null, and null <= 2 is true.
  .filter(({ change: { after } }) => typeof after.role_id === 'number' && after.role_id <= 2)
  .filter(({ change: { after } }) => after.department !== 'Board')
  .map(
    ({ address, source }) => `${address} (${source.file}:${source.line}): role for the Board only`,
  );

for (const offence of offences) console.log(offence);
process.exitCode = offences.length > 0 ? 1 : 0;
