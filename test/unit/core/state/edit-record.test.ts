import { NO_EVIDENCE } from '../../../../src/core/state/evidence.js';
import { describe, expect, it } from 'vitest';
import { moveUser, removeUsers } from '../../../../src/core/state/edit-record.js';
import { recordDesired } from '../../../../src/core/state/record-desired.js';
import { PLACE, recordedState, recordedUser } from '../../../support/state-samples.js';

const idsOf = (state: { readonly users: readonly { readonly id: string }[] } | undefined) =>
  state?.users.map(({ id }) => id);

describe('removing users from the record', () => {
  it('leaves the others as they are', () => {
    const { value, diagnostics } = removeUsers(recordedState(), ['B', 'A', 'B']);
    expect(value).toEqual(recordedState({ users: [recordedUser('C')] }));
    expect(diagnostics).toEqual([]);
  });

  it('names every id that is not there, and removes nobody', () => {
    const { value, diagnostics } = removeUsers(recordedState(), ['A', 'X', 'Y']);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, summary }) => `${code} ${summary}`)).toEqual([
      'CF608 the recorded state has no user "X"',
      'CF608 the recorded state has no user "Y"',
    ]);
  });
});

describe('moving a user of the record', () => {
  it('keeps all that is recorded, and the order of ids', () => {
    const { value } = moveUser(recordedState(), 'A', 'D');
    expect(idsOf(value)).toEqual(['B', 'C', 'D']);
    expect(value!.users[2]).toEqual(recordedUser('D'));
  });

  it('to a taken id, or of nobody, is refused, both at once', () => {
    expect(moveUser(recordedState(), 'A', 'B').value).toBeUndefined();
    const { diagnostics } = moveUser(recordedState(), 'X', 'B');
    expect(diagnostics.map((d) => d.code)).toEqual(['CF608', 'CF615']);
  });
});

describe('recording what is desired', () => {
  it('takes all of it for acknowledged', () => {
    const user = {
      id: 'A',
      fields: { role_id: 4 },
      protected: true,
      previously: 'Z',
      place: PLACE,
    };
    const state = recordDesired({ source: 'OKTA', users: [user] }, recordedState({ users: [] }));
    expect(state.users).toEqual([
      recordedUser('A', {
        fields: { role_id: 4 },
        protected: true,
        cor_id: null,
        evidence: NO_EVIDENCE,
      }),
    ]);
  });
});
