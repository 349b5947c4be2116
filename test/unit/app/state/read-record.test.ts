import { describe, expect, it } from 'vitest';
import { readRecord } from '../../../../src/app/state/read-record.js';
import { serializeState } from '../../../../src/core/state/state-file.js';
import { recordedState } from '../../../support/state-samples.js';

const storeOf = (text: string, sealed?: string): Parameters<typeof readRecord>[0] => ({
  read: () => Promise.resolve({ text, version: 'v1', ...(sealed === undefined ? {} : { sealed }) }),
  versions: () => Promise.resolve([]),
  readVersion: () => Promise.resolve(null),
});

describe('what is stored', () => {
  const good = serializeState(recordedState());

  it('is plain if it is good, encrypted or not', async () => {
    expect(await readRecord(storeOf(good, 'sealed'))).toMatchObject({ kind: 'good', text: good });
  });

  it('is kept as it lies there if it is damaged: nobody may keep a copy of it in clear', async () => {
    const [plain, sealed] = [storeOf('{}'), storeOf('{}', 'sealed')];
    expect(await readRecord(sealed)).toMatchObject({ kind: 'damaged', text: 'sealed' });
    expect(await readRecord(plain)).toMatchObject({ kind: 'damaged', text: '{}' });
  });
});
