// A signal to a command that takes the lock of the state: whatever it does at that moment, the lock is free
// afterwards, because on a shared backend nobody else could take it over.
import { describe, expect, it } from 'vitest';
import { sampleLock } from '../contract/state/state-backend-contract.js';
import { openHttpState } from '../support/http-state.js';
import type { HttpStateServer } from '../support/http-state-server.js';
import { ended, Project } from '../support/command.js';

const STATE = '.corform/state.json';

async function onHttp(): Promise<{ server: HttpStateServer; project: Project }> {
  const { server, env } = await openHttpState();
  return { server, project: new Project().use(env) };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, code) => {
  it('while it waits for the lock ends it at once', async () => {
    const { server, project } = await onHttp();
    server.lock = { ...sampleLock('theirs') };
    const rm = project.start(['state', 'rm', 'OKTA-1', '--lock-timeout', '1m']);
    const end = ended(rm);
    await new Promise<void>((resolve) => {
      rm.stderr?.on('data', (text: string) => {
        if (text.includes('CF702')) resolve();
      });
    });
    rm.kill(signal);
    expect(await end).toMatchObject({
      code,
      stderr: expect.stringContaining('Nothing was changed') as string,
    });
    expect(server.lock).toMatchObject({ ID: 'theirs' });
  });

  it('while a write is under way lets it come to its end', async () => {
    const { server, project } = await onHttp();
    // The first attempt has to be repeated: in between is time for a signal.
    server.faults.push({ on: 'POST', kind: { status: 503 } });
    const init = project.start(['init']);
    await until(() => server.log.some((line) => line.startsWith('POST')));
    init.kill(signal);
    expect((await ended(init)).code).toBe(0);
    expect(server.state).toContain('"serial": 1');
    expect(server.lock).toBeNull();
  });

  it('at the question of a repair is a no', async () => {
    const project = new Project({
      'terminal.mjs': "Object.defineProperty(process.stdin, 'isTTY', { value: true });\n",
    });
    await project.init();
    project.write(STATE, project.read(STATE).replace('"run": null', '"run": nil'));
    const repair = project.start(['state', 'repair'], {
      NODE_OPTIONS: `--import=${project.path('terminal.mjs')}`,
    });
    const end = ended(repair);
    await new Promise<void>((resolve) => {
      repair.stdout?.on('data', (text: string) => {
        if (text.includes('Enter a value')) resolve();
      });
    });
    repair.kill(signal);
    expect(await end).toMatchObject({
      code,
      stdout: expect.stringContaining('Nothing was changed') as string,
    });
    expect(project.read(`${STATE}.lock.2`)).toBe('');
    expect(project.read(STATE)).toContain('"run": nil');
  });
});
