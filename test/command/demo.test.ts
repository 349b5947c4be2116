import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, Project } from '../support/command.js';

const ROOT = join(import.meta.dirname, '../..');

describe('npm run demo', () => {
  it('shows the main job from end to end, in CI and with settings for a real COR as well', async () => {
    const project = new Project();
    const child = spawn(process.execPath, [join(ROOT, 'scripts/demo.js')], {
      cwd: project.folder,
      env: project.environment({
        CI: 'true',
        TMPDIR: project.folder,
        COR_ACCESS_TOKEN: 'canary',
        COR_INTEGRATIONS_URL: 'http://127.0.0.1:9',
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { code, stdout, stderr } = await ended(child);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('CF131');
    for (const command of ['init', 'validate', 'plan', 'apply']) {
      expect(stdout).toContain(`$ corform ${command}`);
    }
    expect(stdout).toContain('COR received 20 PUTs:');
    expect(stdout).toMatch(
      /COR received 1 PUT:\n.*OKTA-USER-10012\n +\{"metadata":\{"source":"OKTA"\},"daily_hours":6\} {2}-> 200\n/,
    );
    expect(stdout).toMatch(/Killed\.[^]*did not finish|Killed\.[^]*Also: \d+ sent again/);
    expect(stdout).toContain('No changes. Your users match the recorded state.');
    for (const [, path] of stdout.matchAll(/: +(\S+\/(?:comment\.md|report\.html))$/gm)) {
      expect(readFileSync(String(path), 'utf8')).toContain('OKTA-USER-10012');
    }
    expect(stdout).not.toContain('canary');
  });

  it('is one of the two set-up commands of README.md, which exist', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const setUp = [...readme.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, text]) => text);
    expect(setUp).toEqual(['npm ci && npm run demo\n', 'npm ci && npm test\n']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['demo', 'test']));
  });
});
