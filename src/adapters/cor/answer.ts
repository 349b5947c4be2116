/**
 * What an answer of COR's integrations API means. The documentation names codes, but neither statuses
 * nor shapes, so the shapes seen in all of COR's APIs are understood, and whatever is not conclusive is
 * called unknown: the next apply sends it again.
 */
import type { FieldName, FieldValue, UserFields } from '../../core/model.js';
import type { ApiError, Attempt } from '../../core/ports.js';
import type { HttpAnswer } from '../http/client.js';
import {
  apiError,
  failureClass,
  readCode,
  readFieldName,
  readRequestId,
  readRetryAfter,
} from './api-error.js';
import { isObject, parseJson, readCorId, readNumber, type Json } from './json.js';

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
  const json = parseJson(answer.body.text);
  const report = readReport(json, answer.status, reflectedOf(sent));
  const status = effectiveStatus(answer.status, report);
  const fail = (errorClass: ApiError['class']): ApiError =>
    apiError(errorClass, {
      status,
      code: report?.code ?? null,
      field: report?.field ?? null,
      requestId: readRequestId(answer.header, reflectedOf(sent)),
    });
  const retryAfterMs = readRetryAfter(answer.header('retry-after'), now);
  const unknown = (errorClass: ApiError['class'], retryable: boolean): Attempt => ({
    kind: 'unknown',
    error: fail(errorClass),
    retryAfterMs,
    retryable,
  });

  if (status === 403) return { kind: 'refused', error: fail('forbidden') };
  if (status === 429) return { kind: 'not-applied', error: fail('throttled'), retryAfterMs };
  if (status >= 300 && status < 400) return unknown('redirect', false);
  if (report?.documented === true) return { kind: 'refused', error: fail('refused') };
  if (status === 401) return { kind: 'not-applied', error: fail('unauthorised'), retryAfterMs };
  if (status === 408 || status === 425 || status >= 500) return unknown('server', true);
  if (report !== null) return { kind: 'refused', error: fail('refused') };
  if (status === 204 && answer.body.text === '')
    return { kind: 'applied', corId: null, companyId: null, echo: {} };
  if (status < 300) {
    const applied = readSuccess(json, sent.set);
    if (applied !== null) return applied;
  }
  if (answer.body.text !== null) return unknown('protocol', status < 300);
  const cutOff = failureClass(answer.body.spoilt);
  return unknown(cutOff, status < 300 || cutOff !== 'protocol');
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
  if (status < 300 && (readId(json) !== null || json['status'] === 'success')) return [];
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
  const corId = readId(json) ?? readId(data);
  if (corId === null && json['status'] !== 'success') return null;
  const companyId = readCorId(data['company_id']);
  return { kind: 'applied', corId, companyId, echo: readEcho(data, set) };
}

function readId(json: Json): number | null {
  return readCorId(json['id']);
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
