import type { CatalogEntry } from './entry.js';

/** What the command line itself can run into. */
export const COMMAND_CODES: readonly CatalogEntry[] = [
  {
    code: 'CF600',
    title: 'a fault of corform',
    meaning:
      'Something happened that corform was not made for. What was recorded before stays recorded.',
    fix: 'Run the command again; report the lines that were printed.',
  },
  {
    code: 'CF601',
    title: 'git does not have that revision or file',
    meaning:
      '`--base` names a revision that is not fetched, or at which a users file does not exist.',
    fix: 'Fetch it (in CI: fetch-depth 0), or name another revision.',
  },
  {
    code: 'CF602',
    title: 'the output could not be written',
    meaning:
      'stdout failed, e.g. because a disk is full. An apply goes on and is recorded all the same.',
    fix: 'Make room and run the command again.',
  },
  {
    code: 'CF603',
    title: '`--report` is not FORMAT=PATH',
    meaning: 'The format does not exist or the path is missing.',
    fix: 'Write `--report FORMAT=PATH` with one of the listed formats.',
  },
  {
    code: 'CF604',
    title: 'the plan can not be saved',
    meaning:
      'A plan without a recorded state, or against a git revision, is not one that could be applied.',
    fix: 'Run `corform init` first.',
  },
  {
    code: 'CF605',
    title: 'apply needs an approval',
    meaning: 'Without a terminal nobody can be asked.',
    fix: 'Give `--expect DIGEST`, a saved plan, or `--auto-approve`.',
  },
  {
    code: 'CF606',
    title: 'a duration is not understood',
    meaning: 'Durations are written like 90s, 10m or 1h30m.',
    fix: 'Correct the flag.',
  },
  {
    code: 'CF607',
    title: 'a local state in CI',
    meaning:
      'A CI runner is thrown away, and a state file in its working folder with it: the next run would send everything again, or worse, undo what another one did.',
    fix: 'Use a shared backend (docs/state.md), or, where the file survives: `--allow-local-state-in-ci`.',
  },
  {
    code: 'CF608',
    title: 'no such thing in the recorded state',
    meaning: 'The state has no user of that id.',
    fix: '`corform state list` shows the ids.',
  },
  {
    code: 'CF609',
    title: 'that does not go together',
    meaning: 'Flags or arguments contradict each other, or a value can not be used.',
    fix: '`corform COMMAND --help` shows what goes together.',
  },
  {
    code: 'CF610',
    title: 'an output would replace an input',
    meaning:
      '`--out` or `--report` names a users file, the settings, the recorded state, or a file that is written twice.',
    fix: 'Name another path.',
  },
];
