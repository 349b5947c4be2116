import { describe, expect, test } from 'vitest';
import { MEMORY_FAULTS, openMemoryStore, type MemoryFault } from '../../support/memory-backend.js';
import {
  STATE_BACKEND_CHECKS,
  checkContext,
  describeStateBackend,
} from './state-backend-contract.js';

/** The names of the checks that a backend with this fault does not pass. */
async function failedChecks(fault: MemoryFault | null): Promise<string[]> {
  const failed: string[] = [];
  for (const check of STATE_BACKEND_CHECKS) {
    const { context, closeAll } = checkContext(openMemoryStore(fault));
    await check.run(context).catch(() => failed.push(check.name));
    await closeAll();
  }
  return failed;
}

describeStateBackend('A right backend in memory', () => Promise.resolve(openMemoryStore(null)));

describe('the contract suite', () => {
  test('finds nothing wrong with a right backend', async () => {
    expect(await failedChecks(null)).toEqual([]);
  });

  test.each(MEMORY_FAULTS)('catches a backend that %s', async (fault) => {
    expect(await failedChecks(fault)).not.toEqual([]);
  });

  test('has a name of its own for each check', () => {
    const names = STATE_BACKEND_CHECKS.map((check) => check.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
