import type { Diagnostic, Outcome } from '../../core/errors/diagnostic.js';

/** The setting that an address came from; named in messages. */
export type EndpointSetting = 'COR_INTEGRATIONS_URL' | 'COR_API_URL';

/**
 * Reads the address of one of COR's APIs: origin and path prefix, without a trailing slash.
 * https only, except for a loopback host: tokens travel there. The text is never repeated in a message,
 * as it may hold a credential.
 */
export function parseEndpoint(text: string, setting: EndpointSetting): Outcome<string> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return refuse('CF505', `${setting} is not an http address.`);
  }
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) {
    return refuse('CF507', `${setting} has a user name, a query or a fragment in it.`);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return refuse('CF506', `${setting} must be an https address.`);
  }
  return { value: url.origin + url.pathname.replace(/\/+$/, ''), diagnostics: [] };
}

const FIXES = {
  CF505: 'Give an address like https://integrations.projectcor.com.',
  CF506: 'Use https. Plain http is for a server on this machine (127.0.0.1, ::1, localhost) only.',
  CF507: 'Give origin and path only; credentials have variables of their own.',
} as const;

function refuse(code: keyof typeof FIXES, summary: string): Outcome<string> {
  const diagnostic: Diagnostic = { severity: 'error', code, summary, fix: FIXES[code] };
  return { value: undefined, diagnostics: [diagnostic] };
}

/** By the names and address blocks that no DNS answer can point elsewhere. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
