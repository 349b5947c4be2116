import type { UpdateRequest } from '../../../core/ports/cor.js';
import type { ExecutionOptions, ExecutionPorts, ExecutionResult } from './contract.js';
import { Execution } from './execution.js';

/**
 * Sends the updates in their order and reports how each ended. Promises: nothing is sent before its
 * intent is durable; the observer hears of an outcome only once it is durable; at most `concurrency`
 * requests are in flight, and at most one for each user; it never rejects, except for two updates of one
 * user (a bug of the caller); when it returns no timer and no listener is left, and nothing more is sent.
 */
export async function execute(
  updates: readonly UpdateRequest[],
  ports: ExecutionPorts,
  options: ExecutionOptions,
): Promise<ExecutionResult> {
  const byId = new Map(updates.map((update) => [update.id, update]));
  if (byId.size !== updates.length) throw new TypeError('two updates for one user');
  return new Execution(byId, ports, options).run();
}
