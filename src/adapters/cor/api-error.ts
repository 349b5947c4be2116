import { FIELD_NAMES } from '../../core/model.js';
import type { FieldName } from '../../core/model.js';
import type { ApiError, Attempt } from '../../core/ports/cor.js';
import type { HttpFailure } from '../http/client.js';

type ErrorClass = ApiError['class'];

/** What an ApiError may know beside its class. */
export interface ErrorDetails {
  readonly status?: number | null;
  readonly code?: string | null;
  readonly field?: FieldName | null;
  readonly requestId?: string | null;
}

export function apiError(errorClass: ErrorClass, details: ErrorDetails = {}): ApiError {
  const { status = null, code = null, field = null, requestId = null } = details;
  return { class: errorClass, status, code, field, requestId };
}

/** The error of a request to which no answer came. */
export function failureError({ sent, failure, code }: HttpFailure): ApiError {
  return sent ? apiError(failureClass(failure)) : apiError('unreachable', { code });
}

/** The outcome of such a request. Only what was surely not written is called not applied. */
export function readFailure(failed: HttpFailure): Attempt {
  const ended = { error: failureError(failed), retryAfterMs: null };
  return failed.sent
    ? { kind: 'unknown', ...ended, retryable: true }
    : { kind: 'not-applied', ...ended };
}

/** The class of an exchange that was written and then went wrong on the wire. */
export function failureClass(failure: string): ErrorClass {
  if (failure === 'timeout' || failure === 'reset') return failure;
  return 'protocol';
}

/** Text of the server that may be shown: a code without spaces, punctuation or anything of ours in it. */
export function readCode(value: unknown, reflected: readonly string[]): string | null {
  const code = typeof value === 'number' ? String(value) : value;
  if (typeof code !== 'string' || !/^[A-Za-z0-9_.-]{1,64}$/.test(code)) return null;
  return reflected.some((sent) => isReflection(code, sent)) ? null : code;
}

/**
 * A server may repeat what it was sent, a phone number or even the token, where a code belongs, and may
 * spell it in another way: without the spaces, in capitals, with another prefix before the digits.
 */
function isReflection(code: string, sent: string): boolean {
  if (code === sent) return true;
  const [bareCode, bareSent] = [bare(code), bare(sent)];
  if (bareSent.length > 3 && bareCode.includes(bareSent)) return true;
  if (bareCode.length > 5 && bareSent.includes(bareCode)) return true;
  return shareDigits(digits(code), digits(sent));
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function digits(text: string): string {
  return text.replace(/\D/g, '');
}

/** Six digits in a row are a subscriber's number rather than chance. */
const TELLING_DIGITS = 6;

function shareDigits(code: string, sent: string): boolean {
  for (let at = 0; at + TELLING_DIGITS <= sent.length; at += 1) {
    if (code.includes(sent.slice(at, at + TELLING_DIGITS))) return true;
  }
  return false;
}

export function readFieldName(value: unknown): FieldName | null {
  return FIELD_NAMES.find((name) => name === value) ?? null;
}

const REQUEST_ID_HEADERS = ['x-request-id', 'request-id', 'x-correlation-id', 'x-amzn-requestid'];

/** The server's name for this exchange, to quote to COR's support; null if it has none. */
export function readRequestId(
  header: (name: string) => string | null,
  reflected: readonly string[],
): string | null {
  for (const name of REQUEST_ID_HEADERS) {
    const id = readCode(header(name), reflected);
    if (id !== null) return id;
  }
  return null;
}

/**
 * `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, section 10.2.3). A date that is past
 * is 0. Null for what is neither. However long: the caller caps it.
 */
export function readRetryAfter(value: string | null, now: number): number | null {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Every form of an HTTP date starts with the name of the day; Date.parse alone would accept "-5".
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : Math.max(0, time - now);
}
