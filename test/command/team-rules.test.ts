/** `allowed:` and `scopes:` of corform.yaml. */
import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Project, usersYaml } from '../support/command.js';

const CONFIG = `version: 1
files: [users/creative.yaml, users/technology.yaml]
allowed:
  department: [Creative, Technology]
  user_position_id: {file: positions.txt}
scopes:
  users/creative.yaml: {department: [Creative], role_id: [Project Manager, 4]}
`;

function project(creative: object, technology: object): Project {
  const made = new Project({ 'corform.yaml': CONFIG, 'positions.txt': 'p-1\n\n p-2 \n' });
  mkdirSync(made.path('users'));
  made.write('users/creative.yaml', usersYaml([{ id: 'A', ...creative }]));
  made.write('users/technology.yaml', usersYaml([{ id: 'B', ...technology }]));
  return made;
}

describe('the rules of a team', () => {
  it('let pass what is allowed', async () => {
    const good = project(
      { department: 'Creative', role_id: 3, user_position_id: 'p-2' },
      { department: 'Technology', role_id: 1 },
    );
    await good.expect(0, ['validate']);
    await good.expect(0, ['plan']);
  });

  it('refuse what is not, with its place, in validate, plan and apply', async () => {
    const bad = project(
      { department: 'Technology', role_id: 2 },
      { department: 'Technolgy', user_position_id: 'p-3' },
    );
    for (const argv of [['validate'], ['plan'], ['apply', '--auto-approve']]) {
      const { stderr } = await bad.expect(65, argv);
      expect(stderr.match(/CF16[34]/g)).toEqual(['CF164', 'CF164', 'CF163', 'CF163']);
      expect(stderr).toMatch(/users\/creative\.yaml:\d+:\d+ \(users\[0\]\.department\)/);
      expect(stderr).toContain('Did you mean "Technology"?');
    }
  });

  it('are refused if they make no sense', async () => {
    const odd = project({}, {});
    odd.write('corform.yaml', `${CONFIG}  users/technology.yaml: {departmnt: [x]}\n`);
    expect((await odd.expect(65, ['validate'])).stderr).toContain('departmnt');
    odd.write('corform.yaml', CONFIG);
    odd.write('positions.txt', '\n');
    expect((await odd.expect(65, ['validate'])).stderr).toContain(
      'lists no values of user_position_id',
    );
  });
});
