import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { wantsColor } from '../../../src/cli/color.js';
import { Console } from '../../../src/cli/console.js';
import { readDuration } from '../../../src/cli/duration.js';
import { Failure } from '../../../src/core/errors/failure.js';

/** A stream that fails each write in this way. */
function failing(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(code), { code }));
    },
  });
}

describe('a console', () => {
  it('keeps the result on stdout and everything else on stderr', async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const console = new Console(stdout, stderr);
    console.result('a');
    console.note('b');
    await console.flush();
    expect([String(stdout.read()), String(stderr.read())]).toEqual(['a', 'b']);
    expect(console.lost()).toBeNull();
  });

  it('writes a large result in pieces of whole lines', async () => {
    const written: string[] = [];
    const stdout = new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    });
    const lines = Array.from({ length: 1_000 }, (_, at) => `${at} ${'x'.repeat(500)}\n`);
    const console = new Console(stdout, new PassThrough());
    console.results(lines);
    await console.flush();
    expect(written.join('')).toBe(lines.join(''));
    expect(written.filter((piece) => piece !== '' && !piece.endsWith('x\n'))).toEqual([]);
    expect(Math.max(...written.map((piece) => piece.length))).toBeLessThan(70_000);
  });

  it('blots every secret out of both streams, wherever it stands', async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const console = new Console(stdout, stderr);
    console.protect('canary.*token');
    console.protect(undefined);
    console.protect('abc');
    console.result('canary.*token,Bearer canary.*token, abc');
    console.note('xcanary.*tokenx');
    await console.flush();
    expect([String(stdout.read()), String(stderr.read())]).toEqual([
      '***,Bearer ***, abc',
      'x***x',
    ]);
  });

  it('never throws, and says that stdout was lost', async () => {
    const console = new Console(failing('ENOSPC'), failing('EPIPE'));
    console.result('a');
    console.note('b');
    await console.flush();
    console.result('more');
    console.note('more');
    await console.flush();
    expect(console.lost()?.code).toBe('ENOSPC');
  });
});

describe('colour', () => {
  it.each<[isTTY: boolean, env: Record<string, string>, expected: boolean]>([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: 'false' }, false],
    [false, { FORCE_COLOR: '' }, false],
  ])('with a terminal (%s) and %j: %s', (isTTY, env, expected) => {
    expect(wantsColor({ isTTY }, env)).toBe(expected);
  });
});

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['0s', 0],
    ['45', 45_000],
  ])('%s', (text, ms) => {
    expect(readDuration('--max-duration', text)).toBe(ms);
  });

  it.each(['', 'soon', '-5s', '1.5h', '10 m', '1d', 's'])('%j is none', (text) => {
    expect(() => readDuration('--max-duration', text)).toThrow(Failure);
  });
});
