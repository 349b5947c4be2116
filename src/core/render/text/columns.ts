import { widthOf } from '../../text/width.js';

/** Rows as lines whose cells stand below each other; those of the columns `right` to the right. Cells are escaped already. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const widths: number[] = [];
  for (const cells of rows) {
    cells.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))));
  }
  return rows
    .map((cells) => {
      const shown = cells.map((cell, at) => {
        const gap = ' '.repeat(Number(widths[at]) - widthOf(cell));
        return right.includes(at) ? gap + cell : cell + gap;
      });
      return `${shown.join('  ').trimEnd()}\n`;
    })
    .join('');
}
