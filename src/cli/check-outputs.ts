import { OUTPUT_OVER_INPUT } from '../core/errors/command.js';
import { type Failure, failureOf } from '../core/errors/failure.js';
import type { Settings } from '../core/settings/settings.js';
import { whereItLeads } from './paths.js';

/**
 * Refuses outputs that would replace what the command reads: a users file, the settings, the recorded
 * state and what lies beside it, or another output. Throws Failure('usage').
 */
export function checkOutputs(
  outputs: readonly string[],
  inputs: {
    readonly files: readonly string[];
    readonly config: string;
    readonly settings: Settings;
  },
): void {
  const { state } = inputs.settings;
  const statePath = state.backend === 'local' ? whereItLeads(state.path) : null;
  const taken = new Set([...inputs.files, inputs.config].map(whereItLeads));
  for (const output of outputs) {
    const path = whereItLeads(output);
    const isState = statePath !== null && (path === statePath || path.startsWith(`${statePath}.`));
    if (isState || taken.has(path)) throw wouldReplace(output);
    taken.add(path);
  }
}

function wouldReplace(path: string): Failure {
  return failureOf(OUTPUT_OVER_INPUT, {
    summary: `${path} can't be written, because it is a users file, the settings, the state, or another output`,
  });
}
