import { describe, expect, it } from 'vitest';
import {
  always,
  answering,
  CANARY_PHONE,
  CANARY_TOKEN,
  httpAnswer,
  REQUEST,
  sandbox,
  update,
} from '../../support/sandbox-api.js';

const answered = async (status: number, body: unknown, headers = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return update(await answering(httpAnswer(status, text, headers)));
};

describe('each documented error, from COR as documented', () => {
  it.each([
    ['ZC001', { ...REQUEST, id: 'nobody' }, null],
    ['ValidationError', { ...REQUEST, source: '' }, null],
    ['ValidationError', { ...REQUEST, set: { hourly_rate_effective_from: '2025-02-30' } }, null],
    ['InvalidSourceError', { ...REQUEST, source: 'OKTAA' }, null],
    ['InvalidRoleError', { ...REQUEST, set: { role_id: 9 } }, null],
    ['UserNotFoundError', { ...REQUEST, source: 'JIRA' }, null],
    ['string', { ...REQUEST, set: { phone: 7 } }, 'phone'],
  ])('%s is a refusal', async (code, request, field) => {
    const cor = await sandbox();
    expect(await update(cor, {}, request)).toMatchObject({
      kind: 'refused',
      error: { class: 'refused', code, field },
    });
    expect(cor.requests).toHaveLength(1);
  });
});

describe('a refusal is recognised', () => {
  it.each<[number, unknown, string | null]>([
    [400, { status: 400, name: 'CORCustomError', code: 'UP001', message: 'no' }, 'UP001'],
    [400, { status: 'ERROR', code: 'FS003', message: 'no' }, 'FS003'],
    [404, { error: 404, message: 'Not Found' }, '404'],
    [404, { message: 'NotFound' }, 'NotFound'],
    [417, [{ field: 'phone', validation: 'exists', message: 'not there' }], 'exists'],
    [200, { errors: [{ code: 'ZC001' }] }, 'ZC001'],
    [200, { id: 8546, errors: ['ZC001'] }, 'ZC001'],
    [200, { id: 8546, name: 'Doe', errors: { code: 'X1' } }, 'X1'],
    [400, { name: 'Doe', message: 'Bad-request' }, 'Bad-request'],
    [200, { status: 'success', data: { id: 1, errors: [{ code: 'X1' }] } }, 'X1'],
    [200, { id: 8546, status: 'ERROR', code: 'FS003' }, 'FS003'],
    [200, { code: 'ZC001', message: 'Entity is not associated' }, 'ZC001'],
    [200, { error: 404, message: 'Not Found' }, '404'],
    [200, { id: 8546, statusCode: '404' }, null],
    [200, { id: 8546, status: '400', code: 'UP001' }, 'UP001'],
    [500, { name: 'UserNotFoundError', message: 'no' }, 'UserNotFoundError'],
    [500, { status: 500, name: 'CORCustomError', code: 'ZC001' }, 'ZC001'],
    [401, { code: 'InvalidSourceError' }, 'InvalidSourceError'],
  ])('status %i %j', async (status, body, code) => {
    expect(await answered(status, body)).toMatchObject({
      kind: 'refused',
      error: { class: 'refused', code },
    });
  });
});

describe('success is recognised', () => {
  it.each<[number, string, number | null, number | null]>([
    [200, '{"id":8546}', 8546, null],
    [201, '{"id":8546,"name":"John Doe","message":"updated"}', 8546, null],
    [200, '{"id":8546,"errors":[]}', 8546, null],
    [200, '{"id":"8546","company_id":"1234"}', 8546, 1234],
    [200, '\ufeff{"id":8546,"company_id":1234}', 8546, 1234],
    [200, '{"statusCode":"200","status":"success","data":{"id":"8546"}}', 8546, null],
    [200, '{"statusCode":200,"status":"success","data":{"id":8546,"company_id":1234}}', 8546, 1234],
    [200, '{"status":"success","company_id":1234,"data":{"id":8546}}', 8546, 1234],
    [200, '{"id":8546,"company_id":"mine"}', 8546, null],
    [200, '{"statusCode":200,"status":"success"}', null, null],
    [200, '{"status":"success","code":"OK","message":"updated"}', null, null],
    [204, '', null, null],
  ])('status %i %s', async (status, body, corId, companyId) => {
    expect(await answered(status, body)).toEqual({ kind: 'applied', corId, companyId, echo: {} });
  });

  it('with the values that differ, which is for the caller to judge', async () => {
    const cor = await sandbox({ faults: always({ kind: 'echo-differs' }) });
    expect(await update(cor)).toMatchObject({
      kind: 'applied',
      echo: { first_name: 'John (changed)', role_id: 4 },
    });
  });

  it('with just those fields that were sent and are values', async () => {
    const data = {
      id: 1,
      role_id: '3.0',
      first_name: null,
      last_name: 'Doe',
      phone: {},
      position: 'x',
    };
    expect(await answered(200, { status: 'success', data })).toEqual({
      kind: 'applied',
      corId: 1,
      companyId: null,
      echo: { role_id: 3, position: 'x' },
    });
  });
});

describe('an answer that is not conclusive leaves the outcome unknown', () => {
  it.each<[number, string, string, boolean]>([
    [200, '<html>login</html>', 'protocol', true],
    [200, '', 'protocol', true],
    [200, 'null', 'protocol', true],
    [200, '[]', 'protocol', true],
    [200, '"ok"', 'protocol', true],
    [200, '{"ok":true}', 'protocol', true],
    [200, '{"message":"queued"}', 'protocol', true],
    [200, '{"id":"eight"}', 'protocol', true],
    [200, '{"id":"-1"}', 'protocol', true],
    [200, '{"id":8546.5}', 'protocol', true],
    [200, '{"id":-1}', 'protocol', true],
    [200, '{"id":8546,"first_na', 'protocol', true],
    [400, '<html>blocked</html>', 'protocol', false],
    [404, '', 'protocol', false],
    [404, '{}', 'protocol', false],
    [417, '[]', 'protocol', false],
    [502, '<html>bad gateway</html>', 'server', true],
    [500, '{"error":500,"message":"x"}', 'server', true],
    [503, '', 'server', true],
    [504, 'null', 'server', true],
    [408, '{"error":408,"message":"Timeout"}', 'server', true],
    [425, '', 'server', true],
    [200, '{"status":500,"message":"x"}', 'server', true],
    [301, '{"code":"ZC001"}', 'redirect', false],
    [304, '', 'redirect', false],
  ])('status %i %j', async (status, body, errorClass, retryable) => {
    expect(await answered(status, body)).toMatchObject({
      kind: 'unknown',
      error: { class: errorClass },
      retryable,
    });
  });
});

describe('403 and 429', () => {
  it('403 is a refusal of this user whatever the body', async () => {
    for (const body of ['<html></html>', '', '{"error":403,"message":"Forbidden"}']) {
      expect(await answered(403, body)).toMatchObject({
        kind: 'refused',
        error: { class: 'forbidden', status: 403 },
      });
    }
  });

  it.each<[string | null, number | null]>([
    ['1', 1000],
    ['0', 0],
    ['-5', null],
    ['86400', 86_400_000],
    ['1.5', null],
    ['soon', null],
    ['', null],
    ['Thu, 01 Jan 1970 00:17:00 GMT', 20_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Thu, 99 Foo 1970', null],
    [null, null],
  ])('429 with Retry-After %j waits %j ms', async (retryAfter, retryAfterMs) => {
    const cor = await sandbox({ faults: always({ kind: 'throttle', retryAfter }) });
    expect(await update(cor)).toMatchObject({
      kind: 'not-applied',
      error: { class: 'throttled', status: 429 },
      retryAfterMs,
    });
    expect(cor.user(REQUEST.id)?.updates).toBe(0);
  });

  it('429 throttles with any body, and 503 says how long to wait, too', async () => {
    expect(await answered(429, '<html></html>', { 'retry-after': '7' })).toMatchObject({
      kind: 'not-applied',
      retryAfterMs: 7000,
    });
    expect(await answered(503, '', { 'retry-after': '7' })).toMatchObject({
      kind: 'unknown',
      retryAfterMs: 7000,
    });
  });
});

describe('what an error may know', () => {
  it('a request id and a code of harmless characters', async () => {
    const headers = { 'x-request-id': 'req-1.2_3' };
    expect(await answered(400, { code: 'X.1-a_b' }, headers)).toEqual({
      kind: 'refused',
      error: {
        class: 'refused',
        status: 400,
        code: 'X.1-a_b',
        field: null,
        requestId: 'req-1.2_3',
      },
    });
  });

  it.each([
    'two words',
    '\u001b[31mred',
    'x'.repeat(65),
    CANARY_TOKEN,
    CANARY_TOKEN.slice(0, 12),
    `X-${CANARY_TOKEN}`,
    CANARY_PHONE,
    '15550199canary',
    '1-555-0199',
    '0054.555.0199',
    'Dup-5550199',
    'leaddeveloper',
    'John',
    REQUEST.id,
    REQUEST.id.toLowerCase(),
  ])('never the text %j', async (text) => {
    const body = { code: text, name: text, error: text, message: text, field: text };
    const headers = /^[\x20-\x7e]*$/.test(text) ? { 'x-request-id': text } : {};
    const attempt = await answered(400, body, headers);
    expect(attempt).toMatchObject({ kind: 'refused', error: { code: null, requestId: null } });
    expect(JSON.stringify(attempt)).not.toContain(text);
  });
});
