/** A folder that was mounted read-only: played by a mount namespace (unshare, so Linux and root). */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { ended, PROGRAM, Project, usersYaml } from '../support/command.js';

test('init finds everything in a read-only folder, and plan works', async () => {
  const project = new Project({ 'users.yaml': usersYaml([{ id: 'ana', role_id: 4 }]) });
  await project.init();
  for (const command of ['init', 'plan']) {
    const inside =
      'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"';
    const args = ['-m', 'sh', '-c', inside, project.folder, process.execPath, PROGRAM, command];
    const run = await ended(spawn('unshare', args, { env: project.environment() }));
    expect([run.code, run.stderr]).toEqual([0, '']);
  }
});
