/** Who wrote a line, as the real git says it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { gitLineHistory } from '../../../src/adapters/git/blame.js';
import { gitEnvironment } from '../../support/git-server.js';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'corform-test-blame-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('each line has its commit, author, time and summary; a new one has no commit', async () => {
  const cwd = folder();
  const env = {
    ...gitEnvironment(cwd),
    GIT_AUTHOR_NAME: 'Ana Díaz',
    GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  };
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd, env, encoding: 'utf8' }).trim();
  git('init', '--quiet');
  writeFileSync(join(cwd, '-odd name.yaml'), 'one\n\ttwo\nthree\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'First line\n\nsummary no summary');
  writeFileSync(join(cwd, '-odd name.yaml'), 'one\n\ttwo\nchanged\n');
  const lines = await gitLineHistory(cwd).blame('-odd name.yaml', [2, 3, 1]);
  const first = {
    commit: git('rev-parse', 'HEAD'),
    author: 'Ana Díaz',
    at: '2026-01-02T03:04:05.000Z',
    summary: 'First line',
  };
  expect([lines.get(1), lines.get(2)]).toEqual([first, first]);
  expect(lines.get(3)).toEqual({ commit: null, author: null, at: null, summary: null });
  expect(await gitLineHistory(cwd).blame('-odd name.yaml', [])).toEqual(new Map());
});

test('outside git nobody is known', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'users.yaml'), 'one\n');
  expect(await gitLineHistory(cwd).blame('users.yaml', [1])).toEqual(new Map());
});
