import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  checkProxy,
  proxyFor,
  readProxySettings,
  type ProxyRoute,
} from '../../../../src/adapters/http/proxy.js';

const route = (env: Record<string, string>, url = 'https://cor.example'): ProxyRoute | null => {
  const found = proxyFor(new URL(url), readProxySettings(env));
  return found === 'unusable' ? null : found;
};
const address = (found: ProxyRoute | null): string | null =>
  found === null ? null : `${found.protocol}//${found.hostname}:${found.port}`;
const password = (found: ProxyRoute | null): string =>
  Buffer.from(found?.authorization?.reveal().replace('Basic ', '') ?? '', 'base64').toString();

describe('a proxy', () => {
  it('comes from the variable for the scheme, lower case first', () => {
    const env = { HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:1' };
    expect(address(route(env))).toBe('http://lower:1');
    expect(address(route(env, 'http://cor.example'))).toBeNull();
    expect(route({})).toBeNull();
    expect(route({ HTTPS_PROXY: '' })).toBeNull();
  });

  it.each([
    ['proxy:3128', 'http://proxy:3128'],
    ['10.0.0.1:3128', 'http://10.0.0.1:3128'],
    ['[fd00::1]:3128', 'http://fd00::1:3128'],
    ['me:pw@proxy.example:3128', 'http://proxy.example:3128'],
    ['http://proxy', 'http://proxy:80'],
    ['https://proxy', 'https://proxy:443'],
  ])('%s is %s', (text, expected) => {
    expect(address(route({ HTTPS_PROXY: text }))).toBe(expected);
  });

  it.each([
    ['http://me:pa%20ss@p:1', 'me:pa ss'],
    ['http://me:pa%zzss@p:1', 'me:pa%zzss'],
    ['http://me@p:1', 'me:'],
    ['me:pw@p:1', 'me:pw'],
  ])('%s says who we are', (text, expected) => {
    const found = route({ HTTPS_PROXY: text });
    expect(password(found)).toBe(expected);
    expect(inspect(found, { depth: Infinity, showHidden: true })).not.toContain('pw');
  });

  it.each(['socks5://canary:1', 'ftp://canary:1', 'http://', 'socks5h://me:canary@p:1'])(
    '%s is refused without being repeated, but only if it is needed',
    (text) => {
      const settings = readProxySettings({ HTTPS_PROXY: text, NO_PROXY: 'inside.example' });
      expect(checkProxy(new URL('https://inside.example'), settings)).toBeNull();
      expect(checkProxy(new URL('http://127.0.0.1:1'), settings)).toBeNull();
      const problem = checkProxy(new URL('https://cor.example'), settings);
      expect(problem).toMatchObject({ code: 'CF508' });
      expect(problem?.summary).toContain('corform must use it to reach cor.example');
      expect(JSON.stringify([problem, settings])).not.toContain('canary');
      expect(proxyFor(new URL('https://cor.example'), settings)).toBe('unusable');
    },
  );
});

describe('a host is reached directly', () => {
  const isDirect = (noProxy: string, url: string): boolean =>
    route({ HTTP_PROXY: 'p:1', HTTPS_PROXY: 'p:1', NO_PROXY: noProxy }, url) === null;

  it.each([
    ['', 'http://localhost:8080'],
    ['', 'http://127.0.0.1:8080'],
    ['', 'http://[::1]:8080'],
    ['*', 'https://cor.example'],
    ['a.example, *', 'https://cor.example'],
    ['cor.example', 'https://cor.example'],
    ['COR.example', 'https://cor.example'],
    ['example', 'https://cor.example'],
    ['.cor.example', 'https://api.cor.example'],
    ['*.cor.example', 'https://api.cor.example'],
    ['a.example cor.example', 'https://cor.example'],
    ['cor.example:443', 'https://cor.example'],
    ['cor.example:8443', 'https://cor.example:8443'],
    ['10.0.0.0/8', 'https://10.1.2.3'],
    ['10.1.2.3', 'https://10.1.2.3'],
    ['fd00::/8', 'https://[fd00::1]'],
    ['[fd00::1]:443', 'https://[fd00::1]'],
  ])('if NO_PROXY is %j: %s', (noProxy, url) => {
    expect(isDirect(noProxy, url)).toBe(true);
  });

  it.each([
    ['', 'https://localhost.example'],
    ['or.example', 'https://cor.example'],
    ['cor.example', 'https://cor.example.org'],
    ['cor.example:8443', 'https://cor.example'],
    ['10.0.0.0/8', 'https://11.1.2.3'],
    ['10.0.0.0/8', 'https://[fd00::1]'],
    ['10.0.0.0/99', 'https://10.1.2.3'],
    ['10.0.0.0/x', 'https://10.1.2.3'],
    ['0/8', 'https://10.1.2.3'],
    ['10.0.0.0/8', 'https://cor.example'],
    ['2.3', 'https://10.1.2.3'],
  ])('but not if NO_PROXY is %j: %s', (noProxy, url) => {
    expect(isDirect(noProxy, url)).toBe(false);
  });
});
