import { describe, expect, it } from 'vitest';
import {
  readCommandLine,
  type KnownArg,
  type KnownCommands,
  type KnownFlag,
} from '../../../src/cli/command-line.js';

const text: KnownFlag = { takesValue: true, options: null, description: '' };
const FLAGS = new Map<string, KnownFlag>([
  ['auto-approve', { ...text, takesValue: false }],
  ['detail', { ...text, options: ['full', 'ids'] }],
  ['file', text],
  ['only', text],
  ['out', text],
]);
const NO_FLAGS = new Map<string, KnownFlag>();
const arg = { name: 'id', required: true, options: null, description: 'The id of a user.' };
const ARGS: Readonly<Record<string, readonly KnownArg[]>> = {
  'state rm': [arg],
  init: [{ ...arg, name: 'kind', required: false, options: ['users', 'plan'] }],
};
const COMMANDS: KnownCommands = new Map(
  ['init', 'plan', 'apply', 'state list', 'state rm'].map((name) => [
    name,
    { summary: `${name}.`, args: ARGS[name] ?? [], flags: name === 'init' ? NO_FLAGS : FLAGS },
  ]),
);

const ask = (line: string): ReturnType<typeof readCommandLine> =>
  readCommandLine(line === '' ? [] : line.split(' '), COMMANDS);

describe('a command line', () => {
  it.each(['', 'help', '--help', '-h'])('"%s" asks for the start page', (line) => {
    expect(ask(line)).toEqual({ kind: 'start-page' });
  });

  it('asks for the exit codes as a topic of help', () => {
    expect(ask('help exit-codes')).toEqual({ kind: 'exit-codes' });
  });

  it.each([
    ['help plan', 'plan --help'],
    ['help state list', 'state list --help'],
    ['help state', 'state --help'],
    ['plan users.yaml --detail=full', 'plan users.yaml --detail=full'],
    ['plan --only -x-', 'plan --only -x-'],
    ['plan --only=--detial', 'plan --only=--detial'],
    ['plan --only --detial', 'plan --only --detial'],
    ['apply --file users.yaml', 'apply --file users.yaml'],
    ['apply plan.json -h', 'apply plan.json -h'],
    ['plan -- --detial', 'plan -- --detial'],
    ['state', 'state'],
    ['state --help', 'state --help'],
    ['state rm A-1', 'state rm A-1'],
    ['state rm -- A-1', 'state rm -- A-1'],
    ['state rm --help', 'state rm --help'],
    ['init users', 'init users'],
    ['plan --detail', 'plan --detail'],
    ['--version', '--version'],
  ])('"%s" runs "%s"', (line, argv) => {
    expect(ask(line)).toEqual({ kind: 'run', argv: argv.split(' ') });
  });

  it.each([
    ['paln', 'no command "paln"', '`corform plan`'],
    ['apply --auto-approve=true', '--auto-approve takes no value', 'Write --auto-approve'],
    ['xyz', 'no command "xyz"', '`corform help`'],
    ['help aply', 'no command "aply"', '`corform apply`'],
    ['state lst', 'no command "state lst"', '`corform state list`'],
    ['destroy', 'no command "destroy"', 'never deletes'],
    ['fmt', 'no command "fmt"', 'prettier'],
    ['refresh', 'no command "refresh"', '`corform drift`'],
    ['plan --detial full', 'no flag "--detial"', '--detail'],
    ['plan --xyz', 'no flag "--xyz"', '--help'],
    ['init --out x', 'no flag "--out"', 'a flag of plan, apply, state list and others'],
    ['apply -y', 'no flag "-y"', '--auto-approve'],
    ['apply --yes', 'no flag "--yes"', '--auto-approve'],
    ['apply --dry-run', 'no flag "--dry-run"', '`corform plan`'],
    ['diff', 'no command "diff"', '`corform plan`'],
    ['--versoin', 'no flag "--versoin"', '--version?'],
    ['--xyz', 'no flag "--xyz"', '`corform help`'],
    ['--out=x plan', 'before a command', 'corform plan --out=x'],
    ['state rm', 'state rm needs ID. The id of a user.', '`corform help state rm`'],
    ['state rm --only x', 'state rm needs ID.', 'corform state rm ID'],
    ['init user', 'kind can\'t be "user"', 'users? One of users, plan.'],
    ['plan --target=x', 'no flag "--target"', '--only ID'],
    ['plan -target x', 'no flag "-target"', '--only ID'],
    ['apply -auto-approve', 'no flag "-auto-approve"', '--auto-approve'],
    ['plan -out=x', 'no flag "-out"', '--out'],
    ['plan --detail ful', '--detail can\'t be "ful"', 'full? One of full, ids.'],
    ['plan --detail=zz', '--detail can\'t be "zz"', 'One of full, ids.'],
    ['apply users.yaml', 'users.yaml looks like a users file', 'apply --file users.yaml'],
  ])('"%s" is refused with what helps', (line, summary, fix) => {
    const asked = ask(line);
    expect(asked).toMatchObject({ kind: 'refused', problem: { severity: 'error' } });
    if (asked.kind !== 'refused') return;
    expect(asked.problem.summary).toContain(summary);
    expect(asked.problem.fix).toContain(fix);
  });
});
