/**
 * A stand-in for S3: one bucket in memory, signatures (SigV4) verified by code of its own, conditional
 * writes, and faults on demand.
 */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface S3Fault {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly times?: number;
  readonly kind:
    | { readonly reset: 'before' | 'after' }
    | { readonly status: number; readonly code?: string }
    | { readonly hang: true }
    /** Carries the write out, lets `meanwhile` happen, then loses the answer. */
    | { readonly meanwhile: () => void };
}

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string | null;
  };
  readonly objects: Map<string, { text: string; etag: string; write: string | null }>;
  readonly faults: S3Fault[];
  /** Conditions that the store does not know: it carries the write out. */
  ignores: ReadonlySet<'if-match' | 'if-none-match'>;
  /** As in Ceph: an ETag is named in quotes, and `If-Match` is compared without them. */
  comparesBareEtags: boolean;
  readonly log: string[];
  readonly close: () => Promise<void>;
}

export async function startS3Server(): Promise<S3Server> {
  const server = createServer((request, response) => {
    void (async () => {
      const body = await bytesOf(request);
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      const prefix = request.headers.host?.startsWith(`${state.bucket}.`)
        ? '/'
        : `/${state.bucket}/`;
      const key = decodeURIComponent(path.slice(prefix.length));
      state.log.push(`${request.method ?? ''} ${key}`);
      const reply = (status: number, code = '', headers: Record<string, string> = {}): void => {
        const xml = code === '' ? '' : `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;
        response.writeHead(status, headers).end(xml);
      };
      const fault = takeFault(request.method ?? '');
      if (fault !== null && 'hang' in fault) return;
      if (fault !== null && 'reset' in fault && fault.reset === 'before') {
        request.socket.destroy();
        return;
      }
      if (fault !== null && 'status' in fault) {
        reply(fault.status, fault.code);
        return;
      }
      const problem = signatureProblem(request, body, state);
      if (problem === 'AuthorizationHeaderMalformed') {
        const xml = `<Error><Code>${problem}</Code><Region>${state.region}</Region></Error>`;
        response.writeHead(400).end(xml);
        return;
      }
      if (problem !== null) {
        reply(403, problem);
        return;
      }
      if (!path.startsWith(prefix)) {
        reply(404, 'NoSuchBucket');
        return;
      }
      const [status, code, headers, text] = handle(request, key, body);
      if (fault !== null) {
        if ('meanwhile' in fault) fault.meanwhile();
        request.socket.destroy();
        return;
      }
      if (text === undefined) reply(status, code, headers);
      else response.writeHead(status, headers).end(text);
    })();
  });

  function takeFault(method: string): S3Fault['kind'] | null {
    const at = state.faults.findIndex((fault) => fault.method === method);
    const fault = state.faults[at];
    if (fault === undefined) return null;
    const left = (fault.times ?? 1) - 1;
    state.faults.splice(at, 1, ...(left > 0 ? [{ ...fault, times: left }] : []));
    return fault.kind;
  }

  type Reply = readonly [
    status: number,
    code: string,
    headers?: Record<string, string>,
    text?: string,
  ];

  function handle(request: IncomingMessage, key: string, body: Buffer): Reply {
    const stored = state.objects.get(key);
    if (request.method === 'DELETE') {
      state.objects.delete(key);
      return [204, ''];
    }
    if (request.method === 'GET') {
      if (stored === undefined) return [404, 'NoSuchKey'];
      const meta = stored.write === null ? {} : { 'x-amz-meta-corform-write': stored.write };
      return [200, '', { etag: stored.etag, ...meta }, stored.text];
    }
    const expected = request.headers['if-match'];
    if (expected !== undefined && !state.ignores.has('if-match')) {
      if (stored === undefined) return [404, 'NoSuchKey'];
      const etag = state.comparesBareEtags ? stored.etag.replaceAll('"', '') : stored.etag;
      if (etag !== expected) return [412, 'PreconditionFailed'];
    }
    if (request.headers['if-none-match'] === '*' && !state.ignores.has('if-none-match')) {
      if (stored !== undefined) return [412, 'PreconditionFailed'];
    }
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    const write = request.headers['x-amz-meta-corform-write'];
    state.objects.set(key, {
      text: body.toString('utf8'),
      etag,
      write: typeof write === 'string' ? write : null,
    });
    return [200, '', { etag }];
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const state: S3Server = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'team-state',
    region: 'eu-central-1',
    credentials: {
      accessKeyId: 'AKIATEST',
      secretAccessKey: 'secret/canary+key',
      sessionToken: 'session-canary',
    },
    objects: new Map(),
    faults: [],
    ignores: new Set(),
    comparesBareEtags: false,
    log: [],
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return state;
}

/**
 * What S3 would answer to this signature, or null if it is right.
 * Source: "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
 */
function signatureProblem(request: IncomingMessage, body: Buffer, server: S3Server): string | null {
  const header = request.headers.authorization ?? '';
  const [, scope = '', names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    ) ?? [];
  const [accessKey, date = '', region = '', service = '', end = ''] = scope.split('/');
  if (accessKey !== server.credentials.accessKeyId) return 'InvalidAccessKeyId';
  if (region !== server.region || service !== 's3' || end !== 'aws4_request') {
    return 'AuthorizationHeaderMalformed';
  }
  const value = (name: string): string => String(request.headers[name] ?? '');
  if (value('x-amz-security-token') !== (server.credentials.sessionToken ?? ''))
    return 'InvalidToken';
  const hash = createHash('sha256').update(body).digest('hex');
  if (value('x-amz-content-sha256') !== hash) return 'XAmzContentSHA256Mismatch';
  const signed = names.split(';');
  const needed = ['host', 'x-amz-date', 'x-amz-content-sha256', 'if-match', 'if-none-match'];
  if (needed.some((name) => value(name) !== '' && !signed.includes(name))) return 'AccessDenied';

  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  const canonical = [
    request.method,
    path,
    query,
    ...signed.map((name) => `${name}:${value(name).trim().replaceAll(/ +/g, ' ')}`),
    '',
    names,
    hash,
  ].join('\n');
  const toSign = [
    'AWS4-HMAC-SHA256',
    value('x-amz-date'),
    `${date}/${region}/s3/aws4_request`,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const hmac = (key: Buffer | string, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest();
  const keyOfDay = hmac(`AWS4${server.credentials.secretAccessKey}`, date);
  const key = hmac(hmac(hmac(keyOfDay, region), 's3'), 'aws4_request');
  return hmac(key, toSign).toString('hex') === signature ? null : 'SignatureDoesNotMatch';
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
