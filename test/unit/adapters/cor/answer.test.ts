import fc from '../../../support/fast-check.js';
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../../../../src/adapters/cor/answer.js';
import type { Attempt } from '../../../../src/core/ports/cor.js';

const classify = (status: number, text: string, headers: Record<string, string> = {}): Attempt =>
  readAnswer(
    { kind: 'answer', status, header: (name) => headers[name] ?? null, body: { text } },
    { set: { first_name: 'John', phone: '+1 555-0199' }, secrets: ['token-0123456789'] },
    0,
  );

/** JSON made of the words that COR's answers are made of, so the shapes meet in all combinations. */
const value = fc.oneof(
  fc.constantFrom(
    'ERROR',
    'success',
    'ZC001',
    'ValidationError',
    'John',
    '',
    null,
    true,
    false,
    8546,
    0,
  ),
  fc.constantFrom(200, 400, 401, 403, 429, 500, '+1 555-0199', 'token-0123456789', 'phone'),
);
const name = fc.constantFrom(
  ...['id', 'code', 'name', 'error', 'message', 'errors', 'status', 'statusCode', 'field', 'phone'],
  ...['success'],
);
const flat = fc.dictionary(name, fc.oneof(value, fc.array(value, { maxLength: 2 })));
const body = fc.oneof(
  fc.json(),
  value.map((one) => JSON.stringify(one)),
  fc.array(flat, { maxLength: 2 }).map((list) => JSON.stringify(list)),
  fc.tuple(flat, fc.option(flat)).map(([top, data]) => JSON.stringify({ ...top, data })),
  fc.string(),
);
const status = fc.constantFrom(200, 201, 204, 302, 400, 401, 403, 404, 408, 417, 429, 500, 503);

describe('whatever the answer', () => {
  it('applied needs a success status, and an error in the body rules it out', () => {
    fc.assert(
      fc.property(status, body, (code, text) => {
        const attempt = classify(code, text);
        if (attempt.kind !== 'applied') return;
        expect(code).toBeLessThan(300);
        expect(text).not.toContain('"status":"ERROR"');
        expect(text).not.toMatch(/"(code|name)":"(ZC001|ValidationError)"/);
        expect(text).not.toMatch(/"error":("[^"]|[1-9]|true|\[[^\]])/);
        expect(text).not.toContain('"success":false');
      }),
      { numRuns: 5000 },
    );
  });

  it('a server error is a refusal only with a code that COR documents', () => {
    fc.assert(
      fc.property(fc.constantFrom(500, 502, 503), body, (code, text) => {
        const attempt = classify(code, text);
        expect(['refused', 'unknown']).toContain(attempt.kind);
        if (attempt.kind === 'refused') expect(text).toMatch(/ZC001|ValidationError/);
      }),
      { numRuns: 5000 },
    );
  });

  it('nothing that was sent comes back in an error', () => {
    fc.assert(
      fc.property(status, body, (code, text) => {
        const attempt = classify(code, text, { 'x-request-id': 'token-0123456789' });
        if (attempt.kind === 'applied') return;
        expect(JSON.stringify(attempt.error)).not.toMatch(/John|0199|0123456789/);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('an error with status 200', () => {
  it.each([
    ['{"id":8546,"error":"InvalidRoleError"}', 'InvalidRoleError'],
    ['{"id":17,"name":"UserNotFoundError"}', 'UserNotFoundError'],
    ['{"id":17,"name":"CORCustomError"}', 'CORCustomError'],
    ['{"id":17,"name":"ZC001"}', 'ZC001'],
    ['{"status":"success","error":"ZC001"}', 'ZC001'],
    ['{"status":"success","error":{"code":"ZC001"}}', 'ZC001'],
    ['{"statusCode":200,"status":"success","data":{"error":"ZC001"}}', 'ZC001'],
    ['{"status":"success","data":{"id":3,"name":"ValidationError"}}', 'ValidationError'],
    ['{"success":false,"id":3}', null],
    ['{"id":3,"error":true}', null],
  ])('is refused, whatever stands beside it: %s', (text, code) => {
    expect(classify(200, text)).toMatchObject({ kind: 'refused', error: { code } });
  });

  it('asks for a new token where it says 401', () => {
    expect(classify(200, '{"id":17,"error":401,"message":"Unauthorized"}')).toMatchObject({
      kind: 'not-applied',
      error: { class: 'unauthorised' },
    });
  });

  it.each([
    '{"id":3,"name":"Ana Terror"}',
    '{"id":3,"name":"John","code":"A-1","message":"Updated"}',
    '{"id":3,"error":null}',
    '{"id":3,"error":"","errors":[]}',
    '{"id":3,"error":{},"success":true}',
    '{"statusCode":200,"status":"success","data":{"id":3,"error":false}}',
  ])('is none where nothing is wrong: %s', (text) => {
    expect(classify(200, text)).toMatchObject({ kind: 'applied', corId: 3 });
  });
});
