/** Replaces the text from `start` to `end` (offsets into the text with LF line ends and without a BOM). */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function insertAt(at: number, text: string): Splice {
  return { start: at, end: at, text };
}

export function remove(start: number, end: number): Splice {
  return { start, end, text: '' };
}

const BOM = '\ufeff';

/**
 * Applies splices, none of which overlap, to a text as it is stored. Each byte outside of them stays: the BOM, CRLF as LF, and a
 * file without a final line end stays one. New lines end as the line before them does.
 */
export function applySplices(stored: string, splices: readonly Splice[]): string {
  const sorted = [...splices].sort((a, b) => a.start - b.start || a.end - b.end);
  const toStored = createOffsets(stored);
  const pieces: string[] = [];
  let copied = 0;
  for (const { start, end, text } of sorted) {
    const from = toStored(start);
    const lineEnd = text.includes('\n') ? lineEndBefore(stored, from) : '\n';
    pieces.push(stored.slice(copied, from), text.replaceAll('\n', lineEnd));
    copied = toStored(end);
  }
  const edited = pieces.join('') + stored.slice(copied);
  return stored.endsWith('\n') ? edited : edited.replace(/\r?\n$/, '');
}

/** Turns rising offsets of the text with LF and without a BOM into offsets of the stored text. */
function createOffsets(stored: string): (offset: number) => number {
  let shift = stored.startsWith(BOM) ? 1 : 0;
  let next = stored.indexOf('\r\n');
  return (offset) => {
    while (next !== -1 && next - shift < offset) {
      shift += 1;
      next = stored.indexOf('\r\n', next + 2);
    }
    return offset + shift;
  };
}

function lineEndBefore(stored: string, at: number): string {
  const before = stored.lastIndexOf('\n', at - 1);
  const found = before === -1 || at === 0 ? stored.indexOf('\n') : before;
  return stored[found - 1] === '\r' ? '\r\n' : '\n';
}
