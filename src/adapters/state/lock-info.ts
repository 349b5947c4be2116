/** LockInfo as text: the same seven fields, spelt as Terraform spells them, in every backend. */
import { parseJson } from '../../core/text/parse-json.js';
import type { LockInfo } from '../../core/ports/state.js';
import { lockInfoValidator } from './lock-info-validators.js';

/** One line of JSON with exactly the seven fields. */
export function serializeLockInfo(info: LockInfo): string {
  const { ID, Operation, Info, Who, Version, Created, Path } = info;
  return JSON.stringify({ ID, Operation, Info, Who, Version, Created, Path });
}

/**
 * Reads a LockInfo that another tool may have written: an ID is required, any other field that is missing or
 * not a text is empty. Null if it is not a LockInfo at all.
 */
export function parseLockInfo(text: string): LockInfo | null {
  const found = parseJson(text);
  if (!lockInfoValidator()(found)) return null;
  const fields = found as Readonly<Record<string, unknown>>;
  const field = (name: keyof LockInfo): string => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    ID: field('ID'),
    Operation: field('Operation'),
    Info: field('Info'),
    Who: field('Who'),
    Version: field('Version'),
    Created: field('Created'),
    Path: field('Path'),
  };
}
