// Completion in the other shells: Debian's zsh and fish.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Project } from '../support/command.js';

async function scriptFor(
  shell: string,
): Promise<{ readonly folder: string; readonly path: string }> {
  const project = new Project();
  const { stdout } = await project.expect(0, ['completion', shell]);
  const path = join(project.folder, `completion.${shell}`);
  writeFileSync(path, stdout);
  return { folder: project.folder, path };
}

describe('completion', () => {
  it.each([
    ['corform pla', ['plan']],
    ['corform state m', ['migrate', 'mv']],
    ['corform plan --detailed', ['--detailed-exitcode']],
    ['corform completion z', ['zsh']],
  ])('in fish, of "%s"', async (line, expected) => {
    const { folder, path } = await scriptFor('fish');
    const offered = execFileSync(
      'fish',
      ['--no-config', '-c', `source ${path}; complete -C '${line}'`],
      { cwd: folder, encoding: 'utf8' },
    );
    const words = offered.split('\n').flatMap((row) => row.split('\t')[0] ?? []);
    expect(words.filter((word) => word !== '').sort()).toEqual(expected);
  });

  it('in zsh, offers the commands of a topic, which zsh itself filters', async () => {
    const { folder, path } = await scriptFor('zsh');
    const shell = `source ${path}
      COMP_WORDS=(corform state m); COMP_CWORD=2; setopt ksharrays shwordsplit; _corform; print -l -- "\${COMPREPLY[@]}"`;
    const env = { ...process.env, ZDOTDIR: folder };
    const offered = execFileSync('zsh', ['-f', '-c', shell], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect(offered.trim().split('\n')).toEqual(expect.arrayContaining(['migrate', 'mv', 'list']));
    expect(offered).not.toContain('plan');
  });
});
