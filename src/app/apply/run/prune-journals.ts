import type { ApplyPorts } from '../apply-contract.js';

/** A journal that can't be removed is harmless: its run is closed. */
export async function pruneJournals(
  { backend }: ApplyPorts,
  keepRunId: string | null,
): Promise<void> {
  await backend.journals.prune(keepRunId).catch(() => undefined);
}
