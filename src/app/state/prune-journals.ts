import type { StateBackend } from '../../core/ports/state.js';

/** A journal that can't be removed is harmless: its run is closed. */
export async function pruneJournals(
  { journals }: StateBackend,
  keepRunId: string | null,
): Promise<void> {
  await journals.prune(keepRunId).catch(() => undefined);
}
