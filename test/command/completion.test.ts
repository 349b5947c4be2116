import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Project } from '../support/command.js';

describe('completion in bash', () => {
  /** What a real bash offers after these words; the last one is under the cursor. */
  async function complete(...words: readonly string[]): Promise<readonly string[]> {
    const project = new Project({ 'people.yaml': '' });
    const { stdout } = await project.expect(0, ['completion', 'bash']);
    const list = ['corform', ...words].map((word) => `'${word}'`).join(' ');
    const shell = `${stdout}
      COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _corform
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const offered = execFileSync('bash', ['--noprofile', '--norc', '-c', shell], {
      cwd: project.folder,
      encoding: 'utf8',
    });
    return offered.split('\n').filter((line) => line !== '');
  }

  it('offers commands', async () => {
    expect(await complete('pla')).toEqual(['plan']);
    expect(await complete('')).toContain('validate');
  });

  it('offers the commands of a topic', async () => {
    expect(await complete('state', 'm')).toEqual(['migrate', 'mv']);
    expect(await complete('help', 'app')).toEqual(['apply']);
  });

  it('offers the flags of a command, and the values of a flag', async () => {
    expect(await complete('plan', '--detailed')).toEqual(['--detailed-exitcode']);
    expect(await complete('state', 'list', '--js')).toEqual(['--json']);
    expect(await complete('plan', '--detail', 'f')).toEqual(['full', 'fields']);
    expect(await complete('plan', '--detail', '=')).toContain('counts');
    expect(await complete('plan', '--detail', '=', 'f')).toEqual(['full', 'fields']);
  });

  it('offers the values of an argument', async () => {
    expect(await complete('completion', 'z')).toEqual(['zsh']);
    expect(await complete('schema', 'im')).toEqual(['import']);
  });

  it('offers files everywhere else', async () => {
    expect(await complete('plan', 'peo')).toEqual(['people.yaml']);
  });
});

it('completion in PowerShell and fish names every command', async () => {
  const project = new Project();
  for (const shell of ['fish', 'powershell']) {
    const { stdout } = await project.expect(0, ['completion', shell]);
    for (const word of ['plan', 'migrate', 'detailed-exitcode']) expect(stdout).toContain(word);
  }
});
