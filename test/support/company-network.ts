/**
 * A company's network: hosts under example.test that only its proxy can reach, with certificates of its own
 * CA. The proxy wants a user name and a password.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';

const certificate = (name: string): string => join(import.meta.dirname, 'certificates', name);

/** The root certificate of the company, for NODE_EXTRA_CA_CERTS. */
export const CA_FILE = certificate('ca.crt');

/** A percent sign that is no escape: such passwords exist. */
export const PROXY_PASSWORD = 'canary%zz';

export interface CompanyNetwork {
  /** `HOST:PORT` of the proxy. */
  readonly proxy: string;
  /** What the proxy was asked to reach, in order. */
  readonly asked: readonly string[];
}

/** Opens a network in which each host leads to a port of this machine that speaks plain HTTP. */
export async function openCompanyNetwork(
  hosts: Readonly<Record<string, number>>,
): Promise<CompanyNetwork> {
  const behind = new Map<string, number>();
  for (const [host, port] of Object.entries(hosts)) {
    behind.set(`${host}:443`, await listen(terminateTls(port)));
  }
  const asked: string[] = [];
  const proxy = createServer();
  const expected = `Basic ${Buffer.from(`me:${PROXY_PASSWORD}`).toString('base64')}`;
  proxy.on('connect', (request: IncomingMessage, client: Socket) => {
    client.on('error', () => undefined);
    asked.push(request.url ?? '');
    const port = behind.get(request.url ?? '');
    if (request.headers['proxy-authorization'] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
    } else if (port === undefined) {
      client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    } else {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      joinTo(client, port);
    }
  });
  return { proxy: `127.0.0.1:${await listen(proxy)}`, asked };
}

function terminateTls(port: number): Server {
  const files = { cert: read('server.crt'), key: read('server.key') };
  const server = createTlsServer(files, (socket) => joinTo(socket, port));
  server.on('tlsClientError', () => undefined);
  return server;
}

function read(name: string): Buffer {
  return readFileSync(certificate(name));
}

function joinTo(client: Socket, port: number): void {
  const onward = connect(port, '127.0.0.1');
  client.on('error', () => onward.destroy());
  onward.on('error', () => client.destroy());
  client.pipe(onward).pipe(client);
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
