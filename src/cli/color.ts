import { isCi } from './ci.js';
import type { WriteStream } from 'node:tty';
import type { Environment } from '../core/ports/system.js';

/** Whether a stream gets colour: a terminal without NO_COLOR, or FORCE_COLOR (other than `0`). */
export function wantsColor(
  stream: Pick<WriteStream, 'isTTY'>,
  env: Environment = process.env,
): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return stream.isTTY && env['TERM'] !== 'dumb';
}

/** Returns how wide a terminal is. Infinity if the stream is none, or CI shows it as a log. */
export function columnsOf({ isTTY, columns }: Pick<WriteStream, 'isTTY' | 'columns'>): number {
  if (!isTTY || isCi()) return Infinity;
  return columns > 0 ? columns : 80;
}
