import { describe, expect, test } from 'vitest';
import { parseState } from '../../../../src/core/state/state-file.js';
import { readTombstone, serializeTombstone } from '../../../../src/core/state/tombstone.js';

const TOMBSTONE = {
  lineage: 'l-1',
  serial: 8,
  moved_to: 'origin refs/heads/corform-state',
  written_by: 'corform 0.1.0',
  carried: null,
};

describe('the note that a moved state leaves', () => {
  test('is read back, and is refused as a state with the new place named', () => {
    const text = serializeTombstone(TOMBSTONE);
    expect(readTombstone(text)).toEqual(TOMBSTONE);
    const { value, diagnostics } = parseState(text);
    expect(value).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({ code: 'CF740' });
    expect(diagnostics[0]!.detail).toContain(TOMBSTONE.moved_to);
  });

  test('carries the state while it is on its way, and names what completes the move', () => {
    const moving = { ...TOMBSTONE, carried: '{"a": "state"}\n' };
    const text = serializeTombstone(moving);
    expect(readTombstone(text)).toEqual(moving);
    const [diagnostic] = parseState(text).diagnostics;
    expect(diagnostic).toMatchObject({ code: 'CF754' });
    expect(diagnostic!.detail).toContain(TOMBSTONE.moved_to);
    expect(diagnostic!.fix).toContain('state migrate --from');
    expect(readTombstone(text.replace('"carried"', '"carries"'))).toBeNull();
  });

  test('carries a serial at the top, for GitLab', () => {
    expect(JSON.parse(serializeTombstone(TOMBSTONE))).toMatchObject({ serial: 8 });
  });

  test.each([
    ['cut off', (text: string) => text.slice(0, 60)],
    ['with a serial of 0', (text: string) => text.replace('8', '0')],
    ['of another format', (text: string) => text.replace('moved', 'state')],
  ])('%s is no such note', (_, change) => {
    const text = change(serializeTombstone(TOMBSTONE));
    expect(readTombstone(text)).toBeNull();
    expect(parseState(text).diagnostics[0]!.code).not.toBe('CF740');
  });
});
