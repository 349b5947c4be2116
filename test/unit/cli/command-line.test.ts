import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../src/cli/command-line.js';
import type { KnownArg, KnownCommands, KnownFlag } from '../../../src/cli/known-commands.js';

const text: KnownFlag = { takesValue: true, options: null, description: '' };
const FLAGS = new Map<string, KnownFlag>([
  ['auto-approve', { ...text, takesValue: false }],
  ['detail', { ...text, options: ['full', 'ids'] }],
  ['file', text],
  ['only', { ...text, description: 'Only users whose id matches.' }],
  ['out', text],
  ['report', text],
]);
const NO_FLAGS = new Map<string, KnownFlag>();
const arg = { name: 'id', required: true, options: null, description: 'The id of a user.' };
const ARGS: Readonly<Record<string, readonly KnownArg[]>> = {
  'state rm': [arg],
  init: [{ ...arg, name: 'kind', required: false, options: ['users', 'plan'] }],
};
const COMMANDS: KnownCommands = new Map(
  ['init', 'plan', 'apply', 'state list', 'state rm', 'show'].map((name) => [
    name,
    {
      summary: `${name}.`,
      takesMore: ['plan', 'apply', 'state rm', 'show'].includes(name),
      args: ARGS[name] ?? [],
      flags: name === 'init' ? NO_FLAGS : FLAGS,
    },
  ]),
);

const ask = (line: string): ReturnType<typeof readCommandLine> =>
  readCommandLine(line === '' ? [] : line.split(' '), COMMANDS);

describe('a command line', () => {
  it.each(['', 'help', '--help', '-h', '-help', 'help --json', '--help --json'])(
    '"%s" asks for the start page',
    (line) => {
      expect(ask(line)).toEqual({ kind: 'start-page' });
    },
  );

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
    ['apply plan.json -h', 'apply --help'],
    ['plan -help', 'plan --help'],
    ['plan help', 'plan --help'],
    ['plan --xyz --help', 'plan --help'],
    ['state help', 'state --help'],
    ['--help plan', 'plan --help'],
    ['plan -- -help', 'plan -- -help'],
    ['plan -- --detial', 'plan -- --detial'],
    ['state', 'state'],
    ['state --help', 'state --help'],
    ['state rm A-1', 'state rm A-1'],
    ['state rm -- A-1', 'state rm -- A-1'],
    ['state rm --help', 'state rm --help'],
    ['init users', 'init users'],
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
    ['plan --xyz', 'no flag "--xyz"', '`corform help plan`'],
    ['init --out x', 'no flag "--out"', 'a flag of plan, apply, state list and others'],
    ['apply -y', 'no flag "-y"', '--auto-approve'],
    ['apply --yes', 'no flag "--yes"', '--auto-approve'],
    ['apply --dry-run', 'no flag "--dry-run"', '`corform plan`'],
    ['diff', 'no command "diff"', '`corform plan`'],
    ['--versoin', 'no flag "--versoin"', '--version?'],
    ['--xyz', 'no flag "--xyz"', '`corform help`'],
    ['--out=x plan', 'before a command', 'corform plan --out=x'],
    ['state rm', 'state rm needs ID: the id of a user.', '`corform help state rm`'],
    ['state rm --only x', 'state rm needs ID', 'corform state rm ID'],
    ['init user', 'KIND can\'t be "user"', 'users? One of users, plan.'],
    ['init --target=x', 'no flag "--target"', '`corform help init` lists the flags.'],
    ['plan --target=x', 'no flag "--target"', '--only ID'],
    ['plan -target x', 'no flag "-target"', '--only ID'],
    ['apply -auto-approve', 'no flag "-auto-approve"', '--auto-approve'],
    ['plan -out=x', 'no flag "-out"', '--out'],
    ['plan --detail ful', '--detail can\'t be "ful"', 'full? One of full, ids.'],
    ['plan --detail=zz', '--detail can\'t be "zz"', 'One of full, ids.'],
    ['plan --detail', '--detail has no value', '--detail=VALUE'],
    ['plan --only', '--only has no value', 'Only users whose id matches.'],
    ['apply --auto-approve=true', '--auto-approve takes no value', 'Write --auto-approve,'],
    ['state list --json', 'no flag "--json"', 'exit code says how it ended'],
    ['plan --format html', 'no flag "--format"', '--report html=plan.html'],
    ['init users more', 'init has no use for "more"', 'Write: corform init KIND'],
    ['state list x', 'state list has no use for "x"', 'corform state list --only x'],
    ['version x', 'no command "version"', '`corform --version`'],
    ['state delete x', 'no command "state delete"', '`corform state rm ID`'],
    ['state xyz', 'no command "state xyz"', '`corform help state` lists its commands.'],
    ['help exitcode', 'no command "exitcode"', '`corform help exit-codes`'],
    ['list', 'no command "list"', '`corform state list`'],
    ['mv A B', 'no command "mv"', '`corform help` lists'],
    ['users plan', 'no command "users"', '`corform plan`'],
    ['-auto-approve apply', 'before a command', 'corform apply --auto-approve'],
    ['init --yes', 'no flag "--yes"', 'asks nothing'],
    ['plan --plan x.json', 'no flag "--plan"', '`corform help plan` lists the flags.'],
    ['state rm --path A', 'no flag "--path"', 'corform state rm ID'],
    ['plan -o plan.json', 'no flag "-o"', '--out FILE to save the plan'],
    ['plan --out=', '--out has no value', '--out=VALUE'],
    ['plan --detail all', '--detail can\'t be "all"', 'Did you mean full?'],
    ['init uzers', 'KIND can\'t be "uzers"', 'users?'],
    ['show users.yaml', 'show takes saved plans', 'corform plan users.yaml'],
    ['users.yaml', 'no command "users.yaml"', 'corform plan users.yaml'],
    ['plan.json', 'no command "plan.json"', 'corform show plan.json'],
    ['apply users.yaml', 'users.yaml looks like a users file', 'apply --file users.yaml'],
  ])('"%s" is refused with what helps', (line, summary, fix) => {
    const asked = ask(line);
    expect(asked).toMatchObject({ kind: 'refused', problem: { severity: 'error' } });
    if (asked.kind !== 'refused') return;
    expect(asked.problem.summary).toContain(summary);
    expect(asked.problem.fix).toContain(fix);
  });
});
