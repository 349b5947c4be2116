/**
 * What an answer of COR's integrations API means. The documentation names codes, but neither statuses
 * nor shapes, so the shapes seen in all of COR's APIs are understood, and whatever is not conclusive is
 * called unknown: the next apply sends it again.
 */
import type { FieldName, FieldValue, UserFields } from '../../core/model.js';
import type { ApiError, Attempt } from '../../core/ports/cor.js';
import type { HttpAnswer } from '../http/client.js';
import {
  apiError,
  failureClass,
  readCode,
  readFieldName,
  readRequestId,
  readRetryAfter,
} from './api-error.js';
import { isObject, readJson, readCorId, readNumber, type Json } from './json.js';

/** What was sent: to tell an echo, and so that nothing of it comes back in an error. */
export interface Sent {
  readonly set: UserFields;
  /** Whatever else must not be repeated: the token, the external id. */
  readonly secrets: readonly string[];
}

/** The codes that COR documents. With one of them an answer is a refusal whatever its status. */
const DOCUMENTED_CODES: ReadonlySet<string> = new Set([
  'ZC001',
  'UserNotFoundError',
  'ValidationError',
  'InvalidRoleError',
  'InvalidSourceError',
]);

/** Decides what became of an update. `now`: milliseconds since 1970, for a `Retry-After` with a date. */
export function readAnswer(answer: HttpAnswer, sent: Sent, now: number): Attempt {
  const json = readJson(answer.body.text);
  const retryAfterMs = readRetryAfter(answer.header('retry-after'), now);
  const error = readError(answer, json, reflectedOf(sent));
  if (error !== null) return failedAttempt(error, retryAfterMs);
  const { status, body } = answer;
  if (status === 204 && body.text === '')
    return { kind: 'applied', corId: null, companyId: null, echo: {} };
  const applied = status < 300 ? readSuccess(json, sent.set) : null;
  if (applied !== null) return applied;
  const inconclusive = readBrokenAnswer(answer, reflectedOf(sent));
  const retryable = status < 300 || inconclusive.class !== 'protocol';
  return { kind: 'unknown', error: inconclusive, retryAfterMs, retryable };
}

function failedAttempt(error: ApiError, retryAfterMs: number | null): Attempt {
  switch (error.class) {
    case 'refused':
    case 'forbidden':
      return { kind: 'refused', error };
    case 'throttled':
    case 'unauthorised':
      return { kind: 'not-applied', error, retryAfterMs };
    default:
      return { kind: 'unknown', error, retryAfterMs, retryable: error.class === 'server' };
  }
}

/**
 * The error that an answer reports by its status or its JSON, or null. `reflected`: what was sent, which
 * must not come back in the error.
 */
export function readError(
  answer: HttpAnswer,
  json: unknown,
  reflected: readonly string[],
): ApiError | null {
  const report = readReport(json, answer.status, reflected);
  const status = effectiveStatus(answer.status, report);
  const errorClass = classify(status, report);
  if (errorClass === null) return null;
  const requestId = readRequestId(answer.header, reflected);
  const { code = null, field = null } = report ?? {};
  return apiError(errorClass, { status, code, field, requestId });
}

function classify(status: number, report: Report | null): ApiError['class'] | null {
  if (status === 403) return 'forbidden';
  if (status === 429) return 'throttled';
  if (status >= 300 && status < 400) return 'redirect';
  if (report?.documented === true) return 'refused';
  if (status === 401) return 'unauthorised';
  if (status === 408 || status === 425 || status >= 500) return 'server';
  return report === null ? null : 'refused';
}

/** The error of an answer that reports none and makes no sense, or broke off. */
export function readBrokenAnswer(
  { status, header, body }: HttpAnswer,
  reflected: readonly string[],
): ApiError {
  const errorClass = body.text === null ? failureClass(body.spoilt) : 'protocol';
  return apiError(errorClass, { status, requestId: readRequestId(header, reflected) });
}

/** An error that COR itself reports, as opposed to a proxy's page or noise. */
interface Report {
  readonly code: string | null;
  readonly field: FieldName | null;
  /** The HTTP status that the report names, where it does. */
  readonly status: number | null;
  readonly documented: boolean;
}

function readReport(json: unknown, status: number, reflected: readonly string[]): Report | null {
  const parts = reportParts(json, status);
  if (parts.length === 0) return null;
  const candidates = parts.flatMap((part) => [
    part['code'],
    errorName(part['name']),
    part['error'],
    part['message'],
    part['validation'],
  ]);
  const documented = candidates.find(isDocumented);
  const codes = candidates.map((candidate) => readCode(candidate, reflected));
  const statuses = parts.flatMap((part) => [part['statusCode'], part['status'], part['error']]);
  return {
    code: documented ?? codes.find((c) => c !== null) ?? null,
    field: parts.map((part) => readFieldName(part['field'])).find((f) => f !== null) ?? null,
    status: statuses.map(readNumber).find(isErrorStatus) ?? null,
    documented: documented !== undefined,
  };
}

/**
 * The objects of an answer that describe an error, the most telling first; none where it reports none.
 * Shapes: `{status, name, code, message}`, `{status: "ERROR", …}`, `{error, message}`, `{errors: […]}`,
 * `{success: false}` (with any status, also 200, beside an id and inside the success envelope),
 * `[{field, validation, message}]`.
 */
function reportParts(json: unknown, status: number): readonly Json[] {
  if (Array.isArray(json)) {
    const items = json.filter(isObject);
    const isReport = items.some((item) => item['message'] !== undefined || 'validation' in item);
    return status >= 400 && isReport ? items : [];
  }
  if (!isObject(json)) return [];
  const layers = isObject(json['data']) ? [json, json['data']] : [json];
  const errors = layers.flatMap(errorsOf);
  if (layers.some(saysError) || errors.length > 0) return [...errors, ...layers];
  if (status < 300 && (readCorId(json['id']) !== null || json['status'] === 'success')) return [];
  if (hasText(json, 'code')) return [json];
  const said = hasText(json, 'name') || hasText(json, 'message');
  return said && status >= 400 ? [json] : [];
}

function errorsOf(json: Json): readonly Json[] {
  const errors = json['errors'];
  if (Array.isArray(errors)) {
    return errors.map((error): Json => (isObject(error) ? error : { code: error as unknown }));
  }
  return [errors, json['error']].filter(isObject).filter(isFilled);
}

/** `CORCustomError` and the like; an answer may as well hold the name of a person there. */
function errorName(name: unknown): string | undefined {
  if (isDocumented(name)) return name;
  return typeof name === 'string' && name.endsWith('Error') ? name : undefined;
}

function isDocumented(code: unknown): code is string {
  return typeof code === 'string' && DOCUMENTED_CODES.has(code);
}

/** Whether one layer of an answer reports an error, whatever else it holds: an id is no proof against it. */
function saysError(json: Json): boolean {
  const { status, statusCode, code, error, name, success } = json;
  if (success === false || isDocumented(code) || errorName(name) !== undefined) return true;
  // `error: null`, `false`, `""`, `0`, `[]` and `{}` say that there is none.
  if (isFilled(error)) return true;
  if (typeof status === 'string' && /^(error|fail|failed)$/i.test(status)) return true;
  return [status, statusCode].map(readNumber).some(isErrorStatus);
}

function isErrorStatus(status: number | null): status is number {
  return status !== null && status >= 400 && status <= 599;
}

function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    ? Object.keys(value).length > 0
    : Boolean(value);
}

function hasText(json: Json, name: string): boolean {
  return typeof json[name] === 'string' && json[name] !== '';
}

/** An error may arrive with status 200: then the status that it names itself counts. */
function effectiveStatus(status: number, report: Report | null): number {
  return status < 300 ? (report?.status ?? status) : status;
}

/** Success is COR's user (it has an integer id), bare or in the envelope, or the envelope's word. */
function readSuccess(json: unknown, set: UserFields): Attempt | null {
  if (!isObject(json)) return null;
  const data = isObject(json['data']) ? json['data'] : json;
  const read = (name: string): number | null => readCorId(json[name]) ?? readCorId(data[name]);
  const corId = read('id');
  if (corId === null && json['status'] !== 'success') return null;
  const companyId = read('company_id');
  return { kind: 'applied', corId, companyId, echo: readEcho(data, set) };
}

function readEcho(data: Json, set: UserFields): UserFields {
  const echo: Partial<Record<FieldName, FieldValue>> = {};
  for (const [key, sent] of Object.entries(set)) {
    const name = readFieldName(key);
    const value = name !== null && Object.hasOwn(data, name) ? data[name] : undefined;
    if (name === null || (typeof value !== 'string' && typeof value !== 'number')) continue;
    const same = typeof sent === 'number' ? readNumber(value) === sent : String(value) === sent;
    echo[name] = same ? sent : value;
  }
  return echo;
}

function reflectedOf(sent: Sent): readonly string[] {
  const values = Object.values(sent.set).filter((value) => typeof value === 'string');
  return [...sent.secrets, ...values];
}
