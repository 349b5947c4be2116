import { describe, expect, it } from 'vitest';
import { explainOclif } from '../../../src/cli/oclif-errors.js';

describe('what oclif finds wrong', () => {
  it.each([
    [
      'Parsing --limit \n\tExpected an integer but received: ten\nSee more help with --help',
      '--limit is "ten", which is not a whole number.',
      'Write for example --limit=5.',
    ],
    [
      'Parsing --limit \n\tExpected an integer greater than or equal to 1 but received: 0',
      "--limit can't be 0.",
      'Write a whole number from 1 on.',
    ],
    [
      'Parsing --port \n\tExpected an integer less than or equal to 65535 but received: 99999',
      "--port can't be 99999.",
      'Write a whole number up to 65535.',
    ],
    [
      'Expected --detail=al to be one of: auto, full\nSee more help with --help',
      '--detail can\'t be "al".',
      'One of auto, full.',
    ],
    [
      'The following error occurred:\n  --out=x cannot also be provided when using --base\n',
      "--out and --base can't be used together.",
      'Leave out --out or --base.',
    ],
    [
      'Flag --limit can only be specified once',
      '--limit is given more than once.',
      'Give --limit once.',
    ],
    [
      'The following error occurred:\n  Missing required flag from\nSee more help',
      '--from is missing.',
      'Add --from=VALUE.',
    ],
    ['Something new', 'Something new', '`--help`'],
  ])('is said in our words: %j', (message, summary, fix) => {
    const problem = explainOclif(message);
    expect(problem.summary).toBe(summary);
    expect(problem.detail).toBeUndefined();
    expect(problem.fix).toContain(fix);
  });

  it('keeps what it does not know as the detail', () => {
    expect(explainOclif('A thing\n  happened\nSee more help with --help')).toMatchObject({
      summary: 'A thing',
      detail: 'happened',
    });
  });
});
