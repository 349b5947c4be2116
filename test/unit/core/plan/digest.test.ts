import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../../src/core/text/canonical-json.js';
import { findDigest, planDigest } from '../../../../src/core/plan/digest.js';
import { KEY, planOf } from '../../../support/plan-states.js';

describe('planDigest', () => {
  it('is an HMAC of exactly the documented text', () => {
    const plan = planOf(
      [
        { id: 'a', fields: { role_id: 3, position: 'Dev' }, protected: true },
        { id: 'b', fields: { role_id: 3 }, previously: 'b0', protected: true },
        { id: 'd', fields: { role_id: 4 } },
      ],
      [
        { id: 'b0', fields: { role_id: 4, phone: '+1' } },
        { id: 'c', fields: { role_id: 4 } },
        { id: 'd', fields: { role_id: 4, position: 'Dev' } },
      ],
    );
    const text =
      '{"changes":[' +
      '{"action":"add","id":"a","protection":true,"set":{"position":[null,"Dev"],"role_id":[null,3]}},' +
      '{"action":"update","from":"b0","id":"b","protection":true,"set":{"phone":["+1",null],"role_id":[4,3]}},' +
      '{"action":"forget","id":"c","set":{}},' +
      '{"action":"record","id":"d","set":{"position":["Dev",null]}}' +
      '],"target":{"endpoint":"https://integrations.projectcor.com","source":"OKTA"}}';
    const expected = createHmac('sha256', KEY).update(text).digest('hex');
    expect(planDigest(plan, KEY)).toBe(`cf1:${expected}`);
  });

  it('depends on the key, so it gives no value away', () => {
    const plan = planOf([{ id: 'a', fields: { role_id: 3 } }], []);
    expect(planDigest(plan, 'another')).not.toBe(planDigest(plan, KEY));
  });

  it('stays when a field is sent again after an unknown outcome', () => {
    const wanted = [{ id: 'a', fields: { role_id: 3 } }];
    const before = planOf(wanted, [{ id: 'a', fields: { role_id: 4 } }]);
    const unknown = { role_id: 'run-0' };
    const after = planOf(wanted, [{ id: 'a', fields: { role_id: 4 }, unknown }]);
    expect(planDigest(after, KEY)).toBe(planDigest(before, KEY));
  });
});

describe('canonicalJson', () => {
  it('has one spelling for equal data', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'é\u2028\n"' })).toBe(
      '{"a":"é\u2028\\n\\"","b":[1,{"c":true,"d":null}]}',
    );
  });

  it('writes lone surrogates as escapes, so the bytes are valid UTF-8', () => {
    expect(canonicalJson('\ud800')).toBe('"\\ud800"');
  });
});

describe('a pasted digest', () => {
  const digest = `cf1:${'0123456789abcdef'.repeat(4)}`;

  it.each([
    digest,
    ` ${digest}\n`,
    `\`${digest}\``,
    `Digest: ${digest}`,
    `<code>${digest.replace(':', '&#58;')}</code>`,
  ])('is found: %j', (text) => {
    expect(findDigest(text)).toBe(digest);
  });

  it.each([
    '',
    digest.slice(0, 20),
    `${digest.slice(0, 20)}…`,
    `${digest}0`,
    `${digest}z`,
    digest.slice(4),
    `x${digest}`,
    `${digest} ${digest.slice(0, 12)}`,
    digest.toUpperCase(),
  ])('is not guessed: %j', (text) => {
    expect(findDigest(text)).toBeNull();
  });
});
