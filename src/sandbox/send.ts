/** How answers leave the sandbox: properly, or in one of the ways in which the real world spoils them. */
import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultAction } from './fault-script.js';
import type { Reply } from './store.js';

/** The faults that are a way of answering; the others happen before there is anything to answer. */
export type AnswerFault = Exclude<
  FaultAction,
  { readonly kind: 'delay' | 'expire-token' | 'move-list' }
>;

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

/** Answers `reply`, or what the fault makes of it. Returns at once; a slow answer goes on by itself. */
export function sendFaulty(response: ServerResponse, reply: Reply, fault: AnswerFault): void {
  switch (fault.kind) {
    case 'answer':
      sendAnswer(response, fault);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'html':
      sendText(response, fault.status, 'text/html; charset=utf-8', HTML);
      return;
    case 'empty':
      sendText(response, fault.status, JSON_TYPE, '');
      return;
    case 'truncated':
      sendTruncated(response, reply);
      return;
    case 'half-json':
      sendText(response, reply.status, JSON_TYPE, half(JSON.stringify(reply.body)));
      return;
    case 'wrong-json':
      sendReply(response, { status: reply.status, body: fault.body });
      return;
    case 'echo-differs':
      sendReply(response, { status: reply.status, body: withOtherEcho(reply.body) });
      return;
    case 'other-company':
      sendReply(response, withMembers(reply, { company_id: fault.companyId }));
      return;
    case 'other-person':
      sendReply(response, withMembers(reply, { id: fault.corId }));
      return;
    case 'wrong-last-page':
      sendReply(response, withMembers(reply, { lastPage: fault.lastPage }));
      return;
    case 'throttle':
      sendReply(
        response,
        { status: 429, body: { error: 429, message: 'Too Many Requests' } },
        fault.retryAfter === null ? {} : { 'retry-after': fault.retryAfter },
      );
      return;
    case 'drip':
      void drip(response, reply, fault.ms);
      return;
    case 'endless':
      sendEndless(response, reply.status);
      return;
    case 'gzip-bomb':
      sendText(response, reply.status, JSON_TYPE, gzipSync(Buffer.alloc(BOMB_BYTES, ' ')), {
        'content-encoding': 'gzip',
      });
      return;
    case 'redirect':
      sendText(response, fault.status, 'text/plain', '', { location: fault.location });
      return;
  }
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
