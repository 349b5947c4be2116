/**
 * What happens instead of the plain answer. `applied`: whether the update is carried out all the same,
 * which the client can't tell. Times are milliseconds.
 */
export type FaultAction =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: unknown;
      readonly headers: Readonly<Record<string, string>>;
      readonly applied: boolean;
    }
  /** Waits, then goes on as usual: the update lands late, even when the client has left. */
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'reset'; readonly applied: boolean }
  | { readonly kind: 'hang'; readonly applied: boolean }
  | { readonly kind: 'html'; readonly status: number; readonly applied: boolean }
  | { readonly kind: 'empty'; readonly status: number; readonly applied: boolean }
  /** The whole Content-Length is announced, half of it is sent, then the connection closes. */
  | { readonly kind: 'truncated'; readonly applied: boolean }
  /** Half of the JSON text, correctly framed. */
  | { readonly kind: 'half-json'; readonly applied: boolean }
  /** Valid JSON that is no answer of COR. */
  | { readonly kind: 'wrong-json'; readonly body: unknown; readonly applied: boolean }
  /** The update is carried out; the answer repeats other values than were sent. */
  | { readonly kind: 'echo-differs' }
  /** The update is carried out; the answer names another company, or another person, than before. */
  | { readonly kind: 'other-company'; readonly companyId: number }
  | { readonly kind: 'other-person'; readonly corId: number }
  /** Before the list is answered, its first users leave and others join at its end. */
  | { readonly kind: 'move-list'; readonly leave: number; readonly join: number }
  /** The list claims to have so many pages. */
  | { readonly kind: 'wrong-last-page'; readonly lastPage: number }
  | { readonly kind: 'throttle'; readonly retryAfter: string | null }
  /** The answer, one byte each `ms`. */
  | { readonly kind: 'drip'; readonly ms: number; readonly applied: boolean }
  | { readonly kind: 'endless'; readonly applied: boolean }
  | { readonly kind: 'gzip-bomb'; readonly applied: boolean }
  | { readonly kind: 'redirect'; readonly status: number; readonly location: string }
  /** Every token given out so far stops working, from this request on. */
  | { readonly kind: 'expire-token' };

export type FaultKind = FaultAction['kind'];

/** What a fault is like if its rule does not say. */
export const FAULT_DEFAULTS: { readonly [K in FaultKind]: Extract<FaultAction, { kind: K }> } = {
  answer: {
    kind: 'answer',
    status: 500,
    body: { error: 500, message: 'Internal Server Error' },
    headers: {},
    applied: false,
  },
  delay: { kind: 'delay', ms: 1000 },
  reset: { kind: 'reset', applied: false },
  hang: { kind: 'hang', applied: false },
  html: { kind: 'html', status: 502, applied: false },
  empty: { kind: 'empty', status: 200, applied: false },
  truncated: { kind: 'truncated', applied: true },
  'half-json': { kind: 'half-json', applied: true },
  'wrong-json': { kind: 'wrong-json', body: { ok: true }, applied: true },
  'echo-differs': { kind: 'echo-differs' },
  'other-company': { kind: 'other-company', companyId: 9876 },
  'other-person': { kind: 'other-person', corId: 999_999 },
  'move-list': { kind: 'move-list', leave: 1, join: 0 },
  'wrong-last-page': { kind: 'wrong-last-page', lastPage: 1 },
  throttle: { kind: 'throttle', retryAfter: null },
  drip: { kind: 'drip', ms: 100, applied: true },
  endless: { kind: 'endless', applied: true },
  'gzip-bomb': { kind: 'gzip-bomb', applied: true },
  redirect: { kind: 'redirect', status: 307, location: '/elsewhere' },
  'expire-token': { kind: 'expire-token' },
};
