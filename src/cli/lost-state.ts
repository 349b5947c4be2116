import { LOCAL_STATE_IN_CI } from '../core/errors/command.js';
import { failureOf } from '../core/errors/failure.js';
import { LOCAL_STATE_LOST_WITH_CHECKOUT } from '../core/errors/state-operations.js';
import type { StateSettings } from '../core/settings/settings.js';
import { ciSign } from './ci.js';
import { trackingOf } from './wire.js';

/**
 * Refuses a local state in CI, because the runner and its files are deleted after the job. The flag allows a file that
 * survives. In the checkout only a file that git tracks does. Throws Failure('usage').
 */
export async function refuseLostState(state: StateSettings, isAllowed: boolean): Promise<void> {
  if (state.backend !== 'local') return;
  if (!isAllowed) {
    throw failureOf(LOCAL_STATE_IN_CI, {
      summary: `This runs in CI (${ciSign()}), and the recorded state is a local file, which is deleted with the runner`,
      detail: 'Nothing was sent.',
    });
  }
  if ((await trackingOf(state.path)) !== 'untracked') return;
  throw failureOf(LOCAL_STATE_LOST_WITH_CHECKOUT, {
    summary: `This runs in CI (${ciSign()}), and the local state is a file in the checkout that git does not track`,
    detail: `Nothing was sent. ${state.path} would be deleted with the next checkout, together with the record of what was applied.`,
  });
}
