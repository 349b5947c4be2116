/**
 * Differential fuzzing of the quick YAML reader by hand: `npm run fuzz -- [CASES] [FIRST_SEED]`.
 * The test suite runs 4,000 cases of the same generator.
 */
import { readFileSync } from 'node:fs';
import { CASES as ROWS } from '../test/golden/desired/cases.js';
import { compareReaders } from '../test/support/compare-readers.js';
import { createDraw, randomYaml } from '../test/support/random-yaml.js';

const [cases = 1_000_000, first = 0] = process.argv.slice(2).map(Number);
const seeds = [
  readFileSync('users.yaml', 'utf8'),
  ...ROWS.flatMap(({ files }) => files.map(({ bytes }) => new TextDecoder().decode(bytes))),
];
let sure = 0;
let failed = 0;
for (let seed = first; seed < first + cases; seed += 1) {
  const text = randomYaml(createDraw(seed), seeds);
  const comparison = compareReaders(text);
  if (comparison.sure) sure += 1;
  if (comparison.difference !== undefined) {
    failed += 1;
    console.error(`seed ${seed}: ${comparison.difference}\n${JSON.stringify(text)}`);
    if (failed === 10) break;
  }
  if ((seed + 1) % 100_000 === 0)
    console.log(`${seed + 1 - first} cases, the quick reader was sure of ${sure}`);
}
console.log(`${cases} cases from seed ${first}: sure of ${sure}, ${failed} differences`);
process.exitCode = failed === 0 ? 0 : 1;
