import { execute } from '../../src/app/apply/execute/execute.js';
import type {
  ExecutionOptions,
  ExecutionPorts,
  ExecutionResult,
} from '../../src/app/apply/execute/contract.js';
import type { ExecutionObserver } from '../../src/app/apply/execute/observer.js';
import type { PutOutcomes, RunLog } from '../../src/app/apply/execute/run-log.js';
import type { ExternalId } from '../../src/core/model.js';
import type { PutOutcome } from '../../src/core/sending/outcome.js';
import type { UpdateRequest } from '../../src/core/ports/cor.js';
import { seededRandom, type VirtualClock } from './virtual-clock.js';

export function requests(count: number): readonly UpdateRequest[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `U-${i}`,
    source: 'OKTA',
    set: { daily_hours: 8 },
  }));
}

/** A run log in memory: what was intended and recorded, in order. */
export class MemoryLog implements RunLog {
  readonly intended = new Set<ExternalId>();
  readonly recorded = new Map<ExternalId, PutOutcome>();

  isSure(): boolean {
    return true;
  }

  confirm(): Promise<void> {
    return Promise.resolve();
  }

  async intend(ids: readonly ExternalId[]): Promise<void> {
    await Promise.resolve();
    for (const id of ids) this.intended.add(id);
  }

  async record(outcomes: PutOutcomes): Promise<void> {
    await Promise.resolve();
    for (const [id, outcome] of outcomes) {
      if (this.recorded.has(id)) throw new Error(`${id} ended twice`);
      this.recorded.set(id, outcome);
    }
  }
}

export const SILENT: ExecutionObserver = {
  sent: () => undefined,
  returned: () => undefined,
  settled: () => undefined,
  paused: () => undefined,
};

export function optionsOf(given: Partial<ExecutionOptions> = {}): ExecutionOptions {
  return {
    concurrency: 8,
    rate: null,
    maxFailures: null,
    maxDurationMs: null,
    graceMs: 5_000,
    expected: { companyId: null, corIds: new Map() },
    interrupts: { stopping: new AbortController().signal, leaving: new AbortController().signal },
    ...given,
  };
}

/** Executes in virtual time. */
export function simulate(
  clock: VirtualClock,
  ops: readonly UpdateRequest[],
  ports: Pick<ExecutionPorts, 'api'> & Partial<ExecutionPorts>,
  given: Partial<ExecutionOptions> = {},
): Promise<ExecutionResult> {
  const all = { clock, random: seededRandom(1), log: new MemoryLog(), observer: SILENT, ...ports };
  return clock.run(execute(ops, all, optionsOf(given)));
}
