import { type Diagnostic, errorOf, type Outcome } from '../../core/errors/diagnostic.js';
import { NOT_A_PROXY_ADDRESS } from '../../core/errors/api.js';
import { Secret } from '../system/secret.js';

/** How to leave the network. The addresses may hold a password. */
export interface ProxySettings {
  /** Of the proxy for http addresses, or null for none. */
  readonly http: Secret | null;
  /** Of the proxy for https addresses, or null for none. */
  readonly https: Secret | null;
  /** Hosts that are reached directly, separated by commas. */
  readonly except: string;
}

/** This machine is never reached through a proxy, as with curl's successors and Go. */
const LOOPBACK = 'localhost,127.0.0.1,[::1]';

/**
 * Reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in lower case first, as curl does.
 * An address that can't be used is an error that does not repeat it.
 */
export function readProxySettings(
  env: Readonly<Record<string, string | undefined>>,
): Outcome<ProxySettings> {
  const diagnostics: Diagnostic[] = [];
  const read = (name: string): Secret | null => {
    const text = env[name.toLowerCase()] ?? env[name] ?? '';
    if (text === '') return null;
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url !== null && /^https?:$/.test(url.protocol)) return new Secret(text);
    diagnostics.push(
      errorOf(NOT_A_PROXY_ADDRESS, {
        summary: `${name} is not the address of a proxy.`,
        fix: `Set ${name} to an address like http://proxy.example.com:3128, or unset it.`,
      }),
    );
    return null;
  };
  const http = read('HTTP_PROXY');
  const https = read('HTTPS_PROXY');
  const except = [LOOPBACK, env['no_proxy'] ?? env['NO_PROXY'] ?? ''].filter((s) => s !== '');
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  // With "*" among others, undici would not see it.
  const all = except.some((s) => s.trim() === '*');
  return { value: { http, https, except: all ? '*' : except.join(',') }, diagnostics };
}
