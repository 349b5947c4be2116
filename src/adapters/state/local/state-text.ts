import { STATE_UNREADABLE } from '../../../core/errors/state.js';
import { fileFailure, unlessMissing } from '../../system/file-failure.js';
import { withRegular } from '../../system/regular-file.js';

export const READ_STATE = {
  entry: STATE_UNREADABLE,
  summary: "The state can't be read",
  fix: 'Check the path and its permissions.',
} as const;

/** Reads a state or a copy of one; null if there is none. Throws Failure. */
export async function readStateFile(path: string): Promise<Uint8Array | null> {
  try {
    return await unlessMissing(
      withRegular(path, (file) => file.readFile()),
      null,
    );
  } catch (error) {
    throw fileFailure(error, READ_STATE, path);
  }
}
