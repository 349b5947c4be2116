import { diffWordsWithSpace } from 'diff';

/** A piece of two texts laid over each other. */
export interface WordRun {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/**
 * The most words that are removed or added between two texts. With more of them a person reads the two
 * texts, and the time to compare grows with their square: for 30,000 users to a minute.
 */
const MOST_EDITS = 24;

/**
 * Two texts word by word: the `same` and `removed` runs make `before`, `same` and `added` make `after`. Null
 * where too many words differ.
 */
export function diffWords(before: string, after: string): readonly WordRun[] | null {
  const runs = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS });
  if (runs === undefined) return null;
  return runs.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}
