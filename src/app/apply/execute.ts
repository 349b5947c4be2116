import type { UpdateRequest } from '../../core/ports.js';
import type { ExecutionOptions, ExecutionPorts, ExecutionResult } from './execute/contract.js';
import { Execution } from './execute/execution.js';

/**
 * Sends the operations in their order and reports how each ended. Promises: nothing is sent before its
 * intent is durable; nothing is reported as settled to the observer before its outcome is; at most
 * `concurrency` requests are in flight and at most one for each user; it never rejects but for
 * operations that it can't hold apart (two for one user: a bug of the caller); when it returns no
 * timer and no listener is left, and nothing more is sent.
 */
export async function execute(
  ops: readonly UpdateRequest[],
  ports: ExecutionPorts,
  options: ExecutionOptions,
): Promise<ExecutionResult> {
  if (new Set(ops.map((op) => op.id)).size !== ops.length) {
    throw new TypeError('two operations for one user');
  }
  return new Execution(ops, ports, options).run();
}
