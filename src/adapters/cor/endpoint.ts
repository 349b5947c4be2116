import { errorOf, type FailureEntry, type Outcome } from '../../core/errors/diagnostic.js';
import { isLoopback } from '../../core/text/loopback.js';
import { ADDRESS_WITH_EXTRAS, NOT_AN_ADDRESS, PLAIN_HTTP } from '../../core/errors/api.js';

/** The setting that an address came from; named in messages. */
export type EndpointSetting = 'COR_INTEGRATIONS_URL' | 'COR_API_URL';

/** The most characters of an address. Servers accept hardly more, and a state records it. */
const LONGEST = 1024;

/**
 * Reads the address of one of COR's APIs: origin and path prefix, without a trailing slash.
 * https only, except for a loopback host: tokens travel there. The text is never repeated in a message,
 * as it may hold a credential.
 */
export function parseEndpoint(text: string, setting: EndpointSetting): Outcome<string> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return refuse(NOT_AN_ADDRESS, `${setting} is not an http address.`);
  }
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) {
    return refuse(ADDRESS_WITH_EXTRAS, `${setting} has a user name, a query or a fragment in it.`);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return refuse(PLAIN_HTTP, `${setting} must be an https address.`);
  }
  if (url.href.length > LONGEST) {
    return refuse(NOT_AN_ADDRESS, `${setting} is longer than 1,024 characters.`);
  }
  return { value: url.origin + url.pathname.replace(/\/+$/, ''), diagnostics: [] };
}

function refuse(entry: FailureEntry, summary: string): Outcome<string> {
  return { value: undefined, diagnostics: [errorOf(entry, { summary })] };
}
