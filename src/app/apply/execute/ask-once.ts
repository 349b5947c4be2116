import type { Attempt, UpdateRequest, UserApi } from '../../../core/ports.js';

/** What stands in for the answer where an adapter breaks its promise never to reject. */
const BROKEN_ADAPTER: Attempt = {
  kind: 'unknown',
  error: { class: 'protocol', status: null, code: null, field: null, requestId: null },
  retryAfterMs: null,
  retryable: false,
};

/** Sends one request. Never rejects, whatever the adapter does. */
export async function askOnce(
  api: UserApi,
  update: UpdateRequest,
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    return await api.update(update, signal);
  } catch {
    return BROKEN_ADAPTER;
  }
}
