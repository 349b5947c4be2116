import { describe, expect, it } from 'vitest';
import { summaryText } from '../../../../src/core/render/run-words.js';
import { alsoLine, describeTarget, planLine } from '../../../../src/core/render/words.js';

/**
 * What readers of Terraform's output look for. Sources: Atlantis, server/events/models; the Terraform
 * Enterprise run parser; both take the numbers from these lines.
 */
const ATLANTIS_PLAN = /Plan: \d+ to add, \d+ to change, \d+ to destroy\./;
const APPLY = /^Apply complete! Resources: (\d+) added, (\d+) changed, (\d+) destroyed\.$/m;

const COUNTS = { add: 1200, update: 2, resend: 3, forget: 1400, record: 5, unchanged: 6 };
const RUN = {
  added: 1,
  changed: 2,
  forgotten: 0,
  recorded: 0,
  refused: 0,
  unknown: 0,
  not_attempted: 0,
};

describe('the line of Terraform', () => {
  it('is exactly that, with plain numbers, and the rest is on the line below', () => {
    expect(planLine(COUNTS)).toMatch(ATLANTIS_PLAN);
    expect(planLine(COUNTS)).toBe('Plan: 1200 to add, 2 to change, 0 to destroy.');
    expect(alsoLine(COUNTS)).toBe(
      'Also: 3 sent again, 1,400 no longer managed, 5 changed in the state only.',
    );
    expect(alsoLine({ ...COUNTS, resend: 0, forget: 0, record: 0 })).toBeNull();
  });
});

describe('the last line of an apply', () => {
  it('is that of Terraform if all went well, and the rest is on the line below', () => {
    const text = summaryText({ ...RUN, forgotten: 1, recorded: 2 }, false);
    expect(text).toMatch(APPLY);
    expect(text.split('\n')).toEqual([
      'Apply complete! Resources: 1 added, 2 changed, 0 destroyed.',
      'Also: 1 no longer managed, 2 changed in the state only.',
    ]);
    expect(summaryText(RUN, false)).not.toContain('\n');
  });

  it('adds up to the plan if it did not', () => {
    expect(
      summaryText({ ...RUN, added: 0, changed: 12, refused: 1, not_attempted: 3 }, false),
    ).toBe(
      'Error: Apply incomplete: 12 changed, 1 refused, 0 unknown, 3 not attempted. Run corform apply again to continue.',
    );
    expect(summaryText({ ...RUN, forgotten: 4, recorded: 1, unknown: 1 }, false)).toContain(
      '1 added, 2 changed, 4 no longer managed, 1 changed in the state only, 0 refused, 1 unknown',
    );
  });
});

describe('the last line of an apply that met another company', () => {
  it('does not say to repeat it', () => {
    expect(summaryText({ ...RUN, refused: 1 }, true)).toMatch(
      /1 refused, .*\. To continue, run corform apply with the right credential\.$/,
    );
  });
});

describe('the target', () => {
  it.each([
    ['https://integrations.projectcor.com', 'COR · integrations.projectcor.com · ids from OKTA'],
    ['https://proxy.example/cor', 'COR · proxy.example/cor · ids from OKTA'],
    ['http://127.0.0.1:8080', 'COR · 127.0.0.1:8080 (sandbox) · ids from OKTA'],
    ['http://localhost:1', 'COR · localhost:1 (sandbox) · ids from OKTA'],
    ['http://[::1]:1', 'COR · [::1]:1 (sandbox) · ids from OKTA'],
    ['not an address', 'COR · not an address · ids from OKTA'],
  ])('%s', (endpoint, shown) => {
    expect(describeTarget({ endpoint, source: 'OKTA' })).toBe(shown);
  });

  it('names the company once it is known', () => {
    const target = { endpoint: 'https://cor.example', source: 'OKTA' };
    expect(describeTarget({ ...target, company_id: 1234 })).toBe(
      'COR · cor.example · company 1234 · ids from OKTA',
    );
    expect(describeTarget({ ...target, company_id: null })).toBe(describeTarget(target));
  });
});
