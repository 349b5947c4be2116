/** The users that everything is measured on, always the same ones, as each of the programs wants them. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @import {Project, StateText, User} from './types.js' */

export const SOURCE = 'OKTA';

const FIRST = ['John', 'María', 'Søren', 'Aiko', 'Olu', 'Zoë', 'Иван', 'Lucía', 'Ahmed', 'Chloé'];
const LAST = [
  'Doe',
  'García',
  'Nielsen',
  'Tanaka',
  'Adeyemi',
  "O'Brien",
  'Петров',
  'Silva',
  'Khan',
];
const POSITIONS = ['Designer', 'Copywriter', 'Software Engineer', 'Producer', 'Account Manager'];
const DEPARTMENTS = ['Creative', 'Technology', 'Production', 'Accounts'];

/**
 * `count` users with nine fields each. `change(index)` may give fields that differ.
 *
 * @param {number} count
 * @param {(index: number) => User['fields']} [change]
 * @returns {readonly User[]}
 */
export function makeUsers(count, change = () => ({})) {
  return Array.from({ length: count }, (_, i) => ({
    id: `OKTA-USER-${String(i + 1).padStart(6, '0')}`,
    fields: {
      first_name: pick(FIRST, i),
      last_name: `${pick(LAST, i)} ${i}`,
      phone: `+1 555-${String(i).padStart(6, '0')}`,
      position: pick(POSITIONS, i),
      department: pick(DEPARTMENTS, i),
      role_id: 3 + (i % 3),
      daily_hours: 8,
      user_position_id: `position-${i % POSITIONS.length}`,
      seniority_id: `seniority-${i % 4}`,
      ...change(i),
    },
  }));
}

/**
 * @param {readonly string[]} list
 * @param {number} index
 */
function pick(list, index) {
  return list[index % list.length] ?? '';
}

const NUMBERS = new Set(['role_id', 'daily_hours']);

/**
 * users.yaml as a person or an export writes it: flat entries, text in quotes only where it must be.
 *
 * @param {readonly User[]} users
 */
export function toYaml(users) {
  const lines = ['version: 1', `source: ${SOURCE}`, 'users:'];
  for (const { id, fields } of users) {
    lines.push(`  - id: ${id}`);
    for (const [name, value] of Object.entries(fields)) {
      const bare = NUMBERS.has(name) || /^\p{L}[\p{L}\d' -]*$/u.test(String(value));
      lines.push(`    ${name}: ${bare ? value : JSON.stringify(value)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/**
 * Writes a folder that corform can be run in: users.yaml says `desired`, the state records `recorded`.
 * Beside them the same as JSON, for the floors and the peers: users.json, and changes.json with the PUTs
 * that lead from one to the other.
 *
 * @param {string} folder
 * @param {{desired: readonly User[], recorded: readonly User[], endpoint: string, stateText: StateText}} content
 * @returns {Promise<Project>}
 */
export async function writeProject(folder, { desired, recorded, endpoint, stateText }) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, '.corform'), { recursive: true, mode: 0o700 });
  const state = stateText(endpoint, SOURCE, recorded);
  await writeFile(join(folder, 'users.yaml'), toYaml(desired));
  await writeFile(join(folder, '.corform/state.json'), state, { mode: 0o600 });
  await writeFile(join(folder, 'users.json'), JSON.stringify({ source: SOURCE, users: desired }));
  await writeFile(
    join(folder, 'changes.json'),
    JSON.stringify({ source: SOURCE, changes: changesOf(recorded, desired) }),
  );
  return { folder, state };
}

/**
 * @param {readonly User[]} recorded
 * @param {readonly User[]} desired
 */
function changesOf(recorded, desired) {
  const before = new Map(recorded.map(({ id, fields }) => [id, fields]));
  return desired.flatMap(({ id, fields }) => {
    /** @type {User['fields']} */
    const old = before.get(id) ?? {};
    const set = Object.fromEntries(
      Object.entries(fields).filter(([name, value]) => value !== old[name]),
    );
    return Object.keys(set).length === 0 ? [] : [{ id, set }];
  });
}

/** Puts a project back to where it was before an apply. */
export async function restoreState(/** @type {Project} */ { folder, state }) {
  await rm(join(folder, '.corform'), { recursive: true, force: true });
  await mkdir(join(folder, '.corform'), { mode: 0o700 });
  await writeFile(join(folder, '.corform/state.json'), state, { mode: 0o600 });
}
