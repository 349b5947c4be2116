import { NO_EVIDENCE } from '../../../../src/core/state/evidence.js';
import { describe, expect, it } from 'vitest';
import { moveUser, removeRecordedUsers } from '../../../../src/core/state/edit-record.js';
import { recordDesired } from '../../../../src/core/state/record-desired.js';
import { PLACE, recordedState, recordedUser } from '../../../support/state-samples.js';

const idsOf = (state: { readonly users: readonly { readonly id: string }[] } | undefined) =>
  state?.users.map(({ id }) => id);

const PLAIN = { includeProtected: false };

describe('removing users from the record', () => {
  it('leaves the others as they are', () => {
    const { value, diagnostics } = removeRecordedUsers(recordedState(), ['B', 'A', 'B'], PLAIN);
    expect(value).toEqual(recordedState({ users: [recordedUser('C')] }));
    expect(diagnostics).toEqual([]);
  });

  it('names every id that is not there, and removes nobody', () => {
    const { value, diagnostics } = removeRecordedUsers(recordedState(), ['A', 'X', 'Y'], PLAIN);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, summary }) => `${code} ${summary}`)).toEqual([
      'CF608 the recorded state has no user "X"',
      'CF608 the recorded state has no user "Y"',
    ]);
  });
});

describe('protected users of the record', () => {
  const state = recordedState({
    users: [recordedUser('A', { protected: true }), recordedUser('B')],
  });

  it('stay, and nobody else is removed either', () => {
    const { value, diagnostics } = removeRecordedUsers(state, ['A', 'B'], PLAIN);
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'CF623', summary: '1 protected user would leave the record: "A"' },
    ]);
  });

  it('are removed if they are meant', () => {
    expect(idsOf(removeRecordedUsers(state, ['A'], { includeProtected: true }).value)).toEqual([
      'B',
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

it('moving a user to an id that can’t be sent is refused', () => {
  expect(moveUser(recordedState(), 'A', '..').diagnostics).toMatchObject([{ code: 'CF152' }]);
});

describe('moving a user to an id that looks like another one', () => {
  const state = recordedState({ users: [recordedUser('A-1'), recordedUser('B')] });

  it('is refused: two people would look like one', () => {
    expect(moveUser(state, 'B', 'a-1').diagnostics).toMatchObject([
      { code: 'CF615', summary: 'the recorded state has a user "A-1", which looks like "a-1"' },
    ]);
  });

  it('is fine if it is the id of the same user, spelt otherwise', () => {
    expect(idsOf(moveUser(state, 'A-1', 'a-1').value)).toEqual(['B', 'a-1']);
  });

  it('is fine with ids of Salesforce, which differ by case alone', () => {
    const salesforce = { ...state, target: { ...state.target!, source: 'SALESFORCE' } };
    expect(idsOf(moveUser(salesforce, 'B', 'a-1').value)).toEqual(['A-1', 'a-1']);
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
