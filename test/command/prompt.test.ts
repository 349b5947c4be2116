// The question of an apply, asked by the real program. Plain Node has no pseudo-terminal,
// so the child takes its stdin for one: all else is as at a terminal.
import { describe, expect, it } from 'vitest';
import { credentialsFor, openSandbox, Project, putsOf, usersYaml } from '../support/command.js';
import type { Sandbox } from '../../src/sandbox/server.js';

async function atTerminal(): Promise<{ project: Project; sandbox: Sandbox }> {
  const sandbox = await openSandbox();
  const project = new Project({
    'users.yaml': usersYaml([{ id: 'OKTA-1', role_id: 4 }]),
    'terminal.mjs': "Object.defineProperty(process.stdin, 'isTTY', { value: true });\n",
  });
  await project.init();
  const NODE_OPTIONS = `--import=${project.path('terminal.mjs')}`;
  project.use({ ...credentialsFor(sandbox), NODE_OPTIONS });
  return { project, sandbox };
}

describe('the question of an apply', () => {
  it.each(['', 'no\n', 'y\n', 'YES\n', 'yes please\n', '\n', '\u0004'])(
    'is answered with %j by sending nothing',
    async (input) => {
      const { project, sandbox } = await atTerminal();
      const { stdout } = await project.expect(1, ['apply'], { input });
      expect(stdout).toContain("Only 'yes' will be accepted to approve.");
      expect(stdout).toContain('Apply cancelled. Nothing was sent.');
      expect(sandbox.requests).toEqual([]);
    },
  );

  it('shows the plan first, and yes sends it', async () => {
    const { project, sandbox } = await atTerminal();
    const { stdout } = await project.expect(0, ['apply'], { input: 'yes\n' });
    expect(stdout.indexOf('Plan: 1 to add')).toBeLessThan(stdout.indexOf('Do you want to perform'));
    expect(stdout).toContain('Apply complete! Resources: 1 added, 0 changed, 0 destroyed.');
    expect(putsOf(sandbox)).toHaveLength(1);
  });

  it('is not asked where there is nothing to do', async () => {
    const { project } = await atTerminal();
    await project.expect(0, ['apply'], { input: 'yes\n' });
    const { stdout } = await project.expect(0, ['apply'], { input: '' });
    expect(stdout).toBe('No changes. Your users match the recorded state.\n');
  });

  it('is never asked with --json', async () => {
    const { project } = await atTerminal();
    const { stdout } = await project.expect(64, ['apply', '--json'], { input: 'yes\n' });
    expect(stdout).toContain('CF605');
  });
});
