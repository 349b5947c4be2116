/** One person stays one person in the record, and a protected one stays protected, whatever users.yaml calls them. */
import { describe, expect, it } from 'vitest';
import { credentialsFor, openSandbox, Project, putsOf, usersYaml } from '../support/command.js';

const fifteen = (role_id: number, idOf: (n: number) => string, more: object = {}) =>
  Array.from({ length: 15 }, (_, n) => ({ id: idOf(n), role_id, ...more }));

describe('ids in another case', () => {
  it('can’t turn raises into adds: plan and apply refuse, previously is the way out and meets the limit', async () => {
    const sandbox = await openSandbox();
    const project = new Project({ 'users.yaml': usersYaml(fifteen(4, (n) => `User-${n}`)) });
    project.use(credentialsFor(sandbox));
    await project.init();
    await project.expect(0, ['apply', '--auto-approve']);

    project.write('users.yaml', usersYaml(fifteen(1, (n) => `user-${n}`)));
    for (const args of [['plan'], ['apply', '--auto-approve', '--only', 'user-1']]) {
      const { stderr } = await project.expect(65, args);
      expect(stderr).toContain(
        'error[CF307]: the id "user-0" looks like "User-0", which is recorded',
      );
      expect(stderr).toContain('previously: "User-0"');
    }

    const moved = fifteen(1, (n) => `user-${n}`).map((user, n) => ({
      ...user,
      previously: `User-${n}`,
    }));
    project.write('users.yaml', usersYaml(moved));
    const { stderr } = await project.expect(8, ['apply', '--auto-approve']);
    expect(stderr).toContain('--allow role_raise=15');
    expect(putsOf(sandbox)).toHaveLength(15);
  });

  it('are one person for state mv and baseline, too', async () => {
    const project = new Project({
      'users.yaml': usersYaml([
        { id: 'Ana', role_id: 4 },
        { id: 'ben', role_id: 4 },
      ]),
    });
    project.use(credentialsFor(await openSandbox()));
    await project.init();
    await project.expect(0, ['apply', '--auto-approve']);
    const { stderr } = await project.expect(1, ['state', 'mv', 'ben', 'ANA']);
    expect(stderr).toContain('which looks like "ANA"');
    project.write(
      'users.yaml',
      usersYaml([
        { id: 'ana', role_id: 1 },
        { id: 'ben', role_id: 4 },
      ]),
    );
    await project.expect(65, ['baseline', '--auto-approve']);
    await project.expect(0, ['state', 'mv', 'Ana', 'ana']);
    const { stdout } = await project.expect(0, ['plan']);
    expect(stdout).toContain('1 to change');
  });
});

it('a protected user stays protected through state rm, a move and an emptied entry', async () => {
  const chief = { id: 'chief', role_id: 1, protected: true };
  const project = new Project({ 'users.yaml': usersYaml([chief]) });
  project.use(credentialsFor(await openSandbox()));
  await project.init();
  await project.expect(0, ['apply', '--auto-approve']);

  expect((await project.expect(1, ['state', 'rm', 'chief'])).stderr).toContain('CF623');
  project.write('users.yaml', usersYaml([{ id: 'boss', role_id: 1, previously: 'chief' }]));
  expect((await project.expect(1, ['apply', '--auto-approve'])).stderr).toContain('CF308');
  project.write('users.yaml', usersYaml([{ id: 'chief' }]));
  expect((await project.expect(1, ['apply', '--auto-approve'])).stderr).toContain('CF309');
  await project.expect(0, ['state', 'rm', 'chief', '--include-protected']);
});
