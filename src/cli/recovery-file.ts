import type { Files } from '../core/ports/system.js';

/**
 * Saves a state that its backend would not take, in the working folder, where the user finds it. Returns
 * the path. Throws Failure if that fails as well.
 */
export function saveRecoveryFile(files: Files, text: string, serial: number): Promise<string> {
  return saveNewFile(files, `corform-recovery-${serial}`, text);
}

/** Keeps a damaged state, before `state repair` puts a good one in its place. Returns the path. */
export function saveDamagedFile(files: Files, text: string, serial: number): Promise<string> {
  return saveNewFile(files, `corform-damaged-${serial}`, text);
}

async function saveNewFile(files: Files, stem: string, text: string): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const path = `${stem}${attempt === 0 ? '' : `-${attempt}`}.json`;
    // Never over an older one: it may be the only copy of another run.
    if (await files.exists(path)) continue;
    await files.write(path, text, { mode: 0o600 });
    return path;
  }
}
