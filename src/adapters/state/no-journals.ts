import type { JournalStore } from '../../core/ports/state.js';

/** The journals of a backend that keeps none: runs commit the state instead. */
export const noJournals: JournalStore = {
  create: () => Promise.reject(new Error('this backend keeps no journals')),
  read: () => Promise.resolve(null),
  pulse: () => Promise.resolve(''),
  prune: () => Promise.resolve(),
};
