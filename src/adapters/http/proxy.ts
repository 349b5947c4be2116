import { BlockList, isIP } from 'node:net';
import { type Diagnostic, errorOf } from '../../core/errors/diagnostic.js';
import { NOT_A_PROXY_ADDRESS } from '../../core/errors/api.js';
import { Secret } from '../system/secret.js';
import type { Environment } from '../../core/ports/system.js';

/** How to reach a proxy. */
export interface ProxyRoute {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  /** The value of Proxy-Authorization, or null without a user name. */
  readonly authorization: Secret | null;
}

/** A variable that names a proxy. `route` is null if its value can't be one. */
interface NamedProxy {
  readonly variable: string;
  readonly route: ProxyRoute | null;
}

/** How to leave the network. */
export interface ProxySettings {
  /** The proxy for http addresses, or null for none. */
  readonly http: NamedProxy | null;
  /** The proxy for https addresses, or null for none. */
  readonly https: NamedProxy | null;
  /** Hosts that are reached directly: what NO_PROXY lists, and this machine. */
  readonly except: readonly string[];
}

/** What is asked of a proxy: which address to reach. A URL is one. */
interface Destination {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
}

/** This machine is never reached through a proxy, as in curl's successors and Go. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

/**
 * Reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in lower case first, as curl does. A value that can't be a
 * proxy's address matters only when an address is to be reached through it: see checkProxy.
 */
export function readProxySettings(env: Environment): ProxySettings {
  const named = (variable: string): NamedProxy | null => {
    const text = (env[variable.toLowerCase()] ?? env[variable] ?? '').trim();
    return text === '' ? null : { variable, route: parseProxy(text) };
  };
  const except = (env['no_proxy'] ?? env['NO_PROXY'] ?? '').split(/[\s,]+/).filter((s) => s !== '');
  return {
    http: named('HTTP_PROXY'),
    https: named('HTTPS_PROXY'),
    except: [...LOOPBACK, ...except.map((entry) => entry.toLowerCase())],
  };
}

/** An address of a proxy may come without a scheme, which means http. */
function parseProxy(text: string): ProxyRoute | null {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const { protocol, hostname, username, password } = url;
  const pair = `${decodePart(username)}:${decodePart(password)}`;
  return {
    protocol,
    hostname: withoutBrackets(hostname),
    port: url.port === '' ? (protocol === 'https:' ? '443' : '80') : url.port,
    authorization:
      username === '' ? null : new Secret(`Basic ${Buffer.from(pair).toString('base64')}`),
  };
}

/** A password with a bare percent sign is taken as it stands. */
function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The proxy that leads to a destination; null: none; `unusable`: one whose address makes no sense. */
export function proxyFor(to: Destination, settings: ProxySettings): ProxyRoute | null | 'unusable' {
  const named = namedFor(to, settings);
  return named === null ? null : (named.route ?? 'unusable');
}

/** The error of an address that would have to be reached through an unusable proxy; null if all is well. */
export function checkProxy(to: Destination, settings: ProxySettings): Diagnostic | null {
  const named = namedFor(to, settings);
  if (named?.route !== null) return null;
  return errorOf(NOT_A_PROXY_ADDRESS, {
    summary: `${named.variable} is not the address of an HTTP proxy, but corform must use it to reach ${to.hostname}.`,
    fix: `Set ${named.variable} to an address like http://proxy.example.com:3128, unset it, or name the host in NO_PROXY.`,
  });
}

function namedFor(to: Destination, settings: ProxySettings): NamedProxy | null {
  const named = to.protocol === 'https:' ? settings.https : settings.http;
  return named === null || isExcepted(to, settings.except) ? null : named;
}

function isExcepted(to: Destination, except: readonly string[]): boolean {
  const host = withoutBrackets(to.hostname).toLowerCase();
  const port = to.port === '' ? (to.protocol === 'https:' ? '443' : '80') : to.port;
  return except.some((entry) => matches(entry, host, port));
}

/** An entry is `*`, a host with all its subdomains, an IP address or a block of them; a port may follow. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const withPort = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry);
  if (withPort?.[2] !== undefined && withPort[2] !== port) return false;
  const name = withoutBrackets(withPort?.[1] ?? entry).replace(/^\*?\./, '');
  if (name.includes('/')) return isInBlock(host, name);
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

function isInBlock(host: string, block: string): boolean {
  const [address = '', bits = ''] = block.split('/');
  const family = isIP(host) === 6 ? 'ipv6' : 'ipv4';
  const most = family === 'ipv6' ? 128 : 32;
  if (isIP(host) === 0 || isIP(host) !== isIP(address) || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > most) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family);
  return list.check(host, family);
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
