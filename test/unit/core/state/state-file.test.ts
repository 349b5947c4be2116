import { createHash } from 'node:crypto';
import { cpuMs } from '../../../support/cpu-time.js';
import { describe, expect, test } from 'vitest';
import {
  parseState,
  prepareCommit,
  serializeState,
} from '../../../../src/core/state/state-file.js';
import { newState } from '../../../../src/core/state/transitions.js';
import { recordedState, recordedUser, RUN, TARGET } from '../../../support/state-samples.js';

const COUNTS = {
  added: 0,
  changed: 1,
  forgotten: 0,
  recorded: 0,
  refused: 0,
  unknown: 0,
  not_attempted: 0,
};
const state = recordedState({
  run: {
    ...RUN,
    serial: 7,
    target: TARGET,
    counts: COUNTS,
    ops: [{ id: 'B', set: { role_id: 3 }, protected: false }],
  },
  history: [
    { ...RUN, serial: 5, id: 'run-1', ended_at: RUN.started_at, end: 'complete', counts: COUNTS },
  ],
});
const text = serializeState(state);

/** What a tool that keeps the checksum right would write. */
function resealed(changed: string): string {
  const covered = changed.slice(0, changed.lastIndexOf('"checksum"'));
  const sum = createHash('sha256').update(covered).digest('hex');
  return `${covered}"checksum": "sha256:${sum}"\n}\n`;
}

/** A state with one thing replaced, and a right checksum. */
function edited(from: string, to: string): string {
  expect(text).toContain(from);
  return resealed(text.replace(from, to));
}

function codesOf(damaged: string): readonly string[] {
  const { value, diagnostics } = parseState(damaged);
  expect(value).toBeUndefined();
  return diagnostics.map(({ code }) => code);
}

test('the file has one header member, operation, run and user a line', () => {
  expect(text.split('\n').map((line) => line.slice(0, 20))).toEqual([
    '{',
    '"format": "corform-s',
    '"format_version": 1,',
    '"lineage": "0c7a1c5e',
    '"serial": 7,',
    '"written_by": "corfo',
    '"target": {"endpoint',
    '"digest_key": "ababa',
    '"config": {"commit":',
    '"run": {"id":"run-2"',
    '{"id":"B","set":{"ro',
    ']},',
    '"history": [',
    '{"id":"run-1","start',
    '],',
    '"runs": [',
    '{"n":1,"id":"run-1",',
    '],',
    '"users": [',
    '{"id":"A","cor_id":8',
    '{"id":"B","cor_id":8',
    '{"id":"C","cor_id":8',
    '],',
    '"checksum": "sha256:',
    '}',
    '',
  ]);
});

test('fields are written in one order', () => {
  const user = recordedUser('A', {
    fields: { role_id: 4, first_name: 'John' },
    unknown: { role_id: 'run-1', phone: 'run-1' },
  });
  expect(serializeState(recordedState({ users: [user] }))).toContain(
    '"fields":{"first_name":"John","role_id":4},"unknown":{"phone":"run-1","role_id":"run-1"},"evidence":"c1 - - - - c1 - - - -",',
  );
});

describe('damage is told apart', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['empty', '', 'CF400'],
    ['blank', ' \n\n', 'CF400'],
    ['another program’s file', '{"version": 4, "terraform_version": "1.9.0"}', 'CF401'],
    ['no JSON at all', 'users: []\n', 'CF401'],
    ['another format', text.replace('corform-state', 'corform-plan'), 'CF401'],
    ['a newer version', text.replace('"format_version": 1', '"format_version": 2'), 'CF402'],
    ['a newer version in another layout', '{"format":"corform-state","format_version":9}', 'CF402'],
    ['a version that is text', text.replace('version": 1,', 'version": "1",'), 'CF402'],
    ['cut in the first line', text.slice(0, 1), 'CF403'],
    ['cut in the header', text.slice(0, 40), 'CF403'],
    ['cut in the version', text.slice(0, text.indexOf(': 1,') + 3), 'CF403'],
    ['without its last line end', text.slice(0, -1), 'CF403'],
    ['with a byte behind its end', `${text}\n`, 'CF404'],
    ['with zeros behind its end', `${text}\0\0\0`, 'CF404'],
    ['twice', text + text, 'CF404'],
    ['a byte order mark', `\uFEFF${text}`, 'CF405'],
    ['CRLF', text.replaceAll('\n', '\r\n'), 'CF405'],
    ['one CR', text.replace('],\n', '],\r\n'), 'CF405'],
    [
      'merge marks',
      text.replace('"serial"', '<<<<<<< HEAD\n"serial": 8,\n=======\n"serial"'),
      'CF406',
    ],
    ['merge marks at the start', `<<<<<<< HEAD\n${text}`, 'CF406'],
    ['an edited value', text.replace('"John"', '"Jack"'), 'CF407'],
    ['an edited checksum', text.replace(/[0-9a-f]("\n}\n)$/, 'x$1').replace('x', '_'), 'CF403'],
    ['no JSON, sealed', edited('"users": [', '"users": [['), 'CF408'],
    ['a missing member', edited('"config": {"commit":', '"confug": {"commit":'), 'CF409'],
    ['a null document', resealed('null\n"checksum"'), 'CF401'],
    ['a bad value', edited('"role_id":4}', '"role_id":7}'), 'CF409'],
    ['a null value', edited('"first_name":"John"', '"first_name":null'), 'CF409'],
    ['an unknown member', edited('"protected":false', '"protected":false,"__proto__":{}'), 'CF409'],
    ['ids out of order', edited('{"id":"A"', '{"id":"Z"'), 'CF410'],
    ['ids repeated', edited('{"id":"A"', '{"id":"B"'), 'CF410'],
    [
      'operations repeated',
      edited(
        '{"id":"B","set":{"role_id":3},"protected":false}',
        '{"id":"B","set":{"role_id":3},"protected":false},{"id":"B","set":{},"protected":false}',
      ),
      'CF410',
    ],
    ['no serial', edited('"serial": 7,\n', ''), 'CF411'],
    ['a negative serial', edited('"serial": 7', '"serial": -7'), 'CF411'],
    ['serial 0', edited('"serial": 7', '"serial": 0'), 'CF411'],
    ['a fractional serial', edited('"serial": 7', '"serial": 7.5'), 'CF411'],
    ['a serial as text', edited('"serial": 7', '"serial": "7"'), 'CF411'],
    ['a serial beyond 2^53', edited('"serial": 7', '"serial": 9007199254740993'), 'CF411'],
  ];
  test.each(rows)('%s', (_name, damaged, code) => {
    expect(codesOf(damaged)).toEqual([code]);
  });

  test('at each sixteenth of the file', () => {
    for (let part = 1; part < 16; part += 1) {
      const cut = text.slice(0, Math.floor((text.length * part) / 16));
      expect(codesOf(cut)).toEqual(['CF403']);
    }
  });
});

test('a refusal names the place and what to do, and never a value', () => {
  const [problem] = parseState(edited('"role_id":4}', '"role_id":"secret"}')).diagnostics;
  expect(problem).toMatchObject({
    severity: 'error',
    path: '.users[0].fields.role_id',
    detail: '.users[0].fields.role_id must be a whole number.',
  });
  expect(problem?.fix).toContain('corform state repair');
  expect(JSON.stringify(problem)).not.toContain('secret');
});

test('a document without a member says which', () => {
  const [problem] = parseState(edited('"written_by": "corform 0.1.0",\n', '')).diagnostics;
  expect(problem?.detail).toBe('The document lacks "written_by".');
});

describe('prepareCommit', () => {
  test('says so if there is no higher serial', () => {
    const last = { ...recordedState(), serial: Number.MAX_SAFE_INTEGER };
    expect(() => prepareCommit(last, 'corform')).toThrow('CF412');
  });

  const fresh = newState({ lineage: 'l', digestKey: '0'.repeat(64), writtenBy: 'corform 0.1.0' });

  test('makes a new state serial 1, and each later commit one more', () => {
    const first = prepareCommit(fresh, 'corform 0.1.0');
    const second = prepareCommit(first.state, 'corform 0.2.0');
    expect([first.serial, second.serial]).toEqual([1, 2]);
    expect(parseState(first.text).value).toEqual(first.state);
    expect(parseState(second.text).value).toEqual({
      ...fresh,
      serial: 2,
      written_by: 'corform 0.2.0',
    });
  });

  test('refuses to write what could not be read again', () => {
    const users = [recordedUser('B'), recordedUser('A')];
    expect(() => prepareCommit({ ...fresh, users }, 'corform')).toThrow(
      '.users[1] is out of order',
    );
    const broken = [recordedUser('A', { cor_id: 0.5 })];
    expect(() => prepareCommit({ ...fresh, users: broken }, 'corform')).toThrow('.users[0].cor_id');
  });
});

test('100,000 users are written and read in a few seconds', () => {
  const users = Array.from({ length: 100_000 }, (_, i) =>
    recordedUser(`OKTA-USER-${String(i).padStart(6, '0')}`),
  );
  const large = recordedState({ users });
  const started = process.cpuUsage();
  expect(parseState(serializeState(large)).value?.users).toHaveLength(100_000);
  expect(cpuMs(started)).toBeLessThan(30_000);
});
