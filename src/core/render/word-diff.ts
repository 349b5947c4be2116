import { diffWordsWithSpace } from 'diff';

/** A piece of two texts laid over each other. */
export interface WordRun {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Two texts word by word: the `same` and `removed` runs make `before`, `same` and `added` make `after`. */
export function diffWords(before: string, after: string): readonly WordRun[] {
  return diffWordsWithSpace(before, after).map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}
