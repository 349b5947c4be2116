/** How answers leave the sandbox: properly, or in one of the ways in which the real world spoils them. */
import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultAction } from './fault-action.js';
import type { Reply } from './store.js';

/** The faults that are a way of answering; the others happen before there is anything to answer. */
export type AnswerFault = Exclude<
  FaultAction,
  { readonly kind: 'delay' | 'expire-token' | 'move-list' }
>;

export const TOO_MANY: Reply = { status: 429, body: { error: 429, message: 'Too Many Requests' } };

const JSON_TYPE = 'application/json; charset=utf-8';
const CHUNK = Buffer.alloc(64 * 1024, ' ');
const BOMB_BYTES = 64 * 1024 * 1024;
const HTML =
  '<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Something went wrong</h1></body></html>';

/** Answers `reply` as COR does. */
export function sendReply(
  response: ServerResponse,
  reply: Reply,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = reply.status === 204 ? '' : JSON.stringify(reply.body);
  sendText(response, reply.status, JSON_TYPE, text, headers);
}

type Way<Fault> = (response: ServerResponse, reply: Reply, fault: Fault) => void;

const WAYS: { readonly [K in AnswerFault['kind']]: Way<Extract<AnswerFault, { kind: K }>> } = {
  answer: (response, _reply, fault) => sendAnswer(response, fault),
  reset: (response) => response.socket?.resetAndDestroy(),
  hang: () => undefined,
  html: (response, _reply, { status }) =>
    sendText(response, status, 'text/html; charset=utf-8', HTML),
  empty: (response, _reply, { status }) => sendText(response, status, JSON_TYPE, ''),
  truncated: sendTruncated,
  'half-json': (response, { status, body }) =>
    sendText(response, status, JSON_TYPE, half(JSON.stringify(body))),
  'wrong-json': (response, { status }, { body }) => sendReply(response, { status, body }),
  'echo-differs': (response, { status, body }) =>
    sendReply(response, { status, body: withOtherEcho(body) }),
  'other-company': (response, reply, { companyId }) =>
    sendReply(response, withMembers(reply, { company_id: companyId })),
  'other-person': (response, reply, { corId }) =>
    sendReply(response, withMembers(reply, { id: corId })),
  'wrong-last-page': (response, reply, { lastPage }) =>
    sendReply(response, withMembers(reply, { lastPage })),
  throttle: (response, _reply, { retryAfter }) =>
    sendReply(response, TOO_MANY, retryAfter === null ? {} : { 'retry-after': retryAfter }),
  drip: (response, reply, { ms }) => void drip(response, reply, ms),
  endless: (response, { status }) => sendEndless(response, status),
  'gzip-bomb': (response, { status }) =>
    sendText(response, status, JSON_TYPE, gzipSync(Buffer.alloc(BOMB_BYTES, ' ')), {
      'content-encoding': 'gzip',
    }),
  redirect: (response, _reply, { status, location }) =>
    sendText(response, status, 'text/plain', '', { location }),
};

/** Answers `reply`, or what the fault makes of it. Returns at once; a slow answer goes on by itself. */
export function sendFaulty(response: ServerResponse, reply: Reply, fault: AnswerFault): void {
  (WAYS[fault.kind] as Way<AnswerFault>)(response, reply, fault);
}

function sendText(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, { 'content-type': type, 'content-length': length, ...headers });
  response.end(body);
}

function sendAnswer(response: ServerResponse, fault: AnswerFault & { kind: 'answer' }): void {
  if (typeof fault.body === 'string') {
    sendText(response, fault.status, 'text/plain; charset=utf-8', fault.body, fault.headers);
  } else {
    sendReply(response, fault, fault.headers);
  }
}

function half(text: string): string {
  return text.slice(0, Math.floor(text.length / 2));
}

function sendTruncated(response: ServerResponse, reply: Reply): void {
  const text = JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    'content-type': JSON_TYPE,
    'content-length': String(Buffer.byteLength(text)),
  });
  response.write(half(text), () => response.socket?.end());
}

/** Every repeated value that is a string or a number differs from the one that is stored. */
function withOtherEcho(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('id' in body)) return body;
  const other = Object.entries(body).map(([name, value]): [string, unknown] => {
    if (name === 'id') return [name, value];
    if (typeof value === 'number') return [name, value + 1];
    return [name, typeof value === 'string' ? `${value} (changed)` : value];
  });
  return Object.fromEntries(other);
}

/** Replaces members that the answer has. */
function withMembers({ status, body }: Reply, members: Readonly<Record<string, number>>): Reply {
  if (typeof body !== 'object' || body === null) return { status, body };
  const known = Object.entries(members).filter(([name]) => name in body);
  return { status, body: { ...body, ...Object.fromEntries(known) } };
}

async function drip(response: ServerResponse, reply: Reply, ms: number): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(reply.body));
  response.writeHead(reply.status, {
    'content-type': JSON_TYPE,
    'content-length': String(bytes.length),
  });
  response.flushHeaders();
  for (const byte of bytes) {
    // Not a reason to keep the process alive: whoever waits for the answer does that.
    await sleep(ms, undefined, { ref: false });
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
  }
  response.end();
}

function sendEndless(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': JSON_TYPE });
  const more = (): void => {
    while (!response.destroyed && response.write(CHUNK));
  };
  response.on('drain', more);
  more();
}
