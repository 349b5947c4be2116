/** LockInfo as text: the same seven fields, spelt as Terraform spells them, in every backend. */
import type { LockInfo } from '../../core/ports.js';

/** One line of JSON with exactly the seven fields. */
export function serializeLockInfo(info: LockInfo): string {
  const { ID, Operation, Info, Who, Version, Created, Path } = info;
  return JSON.stringify({ ID, Operation, Info, Who, Version, Created, Path });
}

/**
 * Reads a LockInfo that somebody else may have written: an ID is required, any other field that is
 * missing or not a string is empty. Null where it is not a LockInfo at all.
 */
export function parseLockInfo(text: string): LockInfo | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = new Map<string, unknown>(Object.entries(value));
  const field = (name: string): string => {
    const found = fields.get(name);
    return typeof found === 'string' ? found : '';
  };
  if (field('ID') === '') return null;
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
