import fc from '../../support/fast-check.js';
import { describe, expect, it } from 'vitest';
import { readDesired } from '../../../src/core/users/read-desired.js';
import type { DesiredState, DesiredUser } from '../../../src/core/model.js';
import { textFile } from '../../golden/desired/cases.js';

/** Text that the schema takes: 1 to 255 characters, none of them a control or replacement character, no space at an end. */
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((value) => /^(?!\s)(?!.*\s$)[^\p{Cc}\u2028\u2029\p{Cs}\ufffd]{1,255}$/u.test(value));

const id = text.filter(
  (value) => value !== '.' && value !== '..' && new TextEncoder().encode(value).length <= 255,
);

const shared = {
  position: text,
  department: text,
  role_id: fc.integer({ min: 1, max: 6 }),
  daily_hours: fc.integer({ min: 0, max: 48 }).map((halves) => halves / 2),
  user_position_id: text,
  seniority_id: text,
  hourly_rate_effective_from: fc
    .date({
      min: new Date('1900-01-01'),
      max: new Date('2200-01-01'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString().slice(0, 10)),
};
const sharedFields = fc.record(shared, { requiredKeys: [] });
const ownFields = fc.record(
  { first_name: text, last_name: text, phone: text, ...shared },
  { requiredKeys: [] },
);

interface Model {
  readonly defaults: object;
  readonly profiles: readonly (readonly [string, object])[];
  readonly users: readonly {
    readonly id: string;
    readonly profile: number | undefined;
    readonly protected: boolean | undefined;
    readonly fields: object;
  }[];
}

const fold = (value: string): string =>
  value.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');

const model: fc.Arbitrary<Model> = fc.record({
  defaults: sharedFields,
  profiles: fc.uniqueArray(fc.tuple(text, sharedFields), {
    maxLength: 3,
    selector: ([name]) => name,
  }),
  users: fc.uniqueArray(
    fc.record({
      id,
      profile: fc.option(fc.nat(), { nil: undefined }),
      protected: fc.option(fc.boolean(), { nil: undefined }),
      fields: ownFields,
    }),
    { maxLength: 8, selector: (user) => fold(user.id) },
  ),
});

type Entry = readonly [string, unknown];

interface Style {
  readonly seed: number;
  readonly flow: boolean;
  readonly comments: boolean;
}

const style = fc.record({ seed: fc.nat(), flow: fc.boolean(), comments: fc.boolean() });

/** Orders by a number that depends on seed and name only: a shuffle that fast-check can shrink. */
function shuffle<T>(items: readonly T[], seed: number, name: (item: T) => string): T[] {
  const rank = (item: T): number =>
    Array.from(name(item)).reduce(
      (hash, char) => (hash * 31 + (char.codePointAt(0) ?? 0)) % 9973,
      seed,
    );
  return [...items].sort((a, b) => rank(a) - rank(b));
}

function writeMap(
  entries: readonly Entry[],
  indent: string,
  { flow, comments, seed }: Style,
): string {
  const written = shuffle(entries, seed, ([key]) => key).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  if (flow || written.length === 0) return `{${written.join(', ')}}\n`;
  const comment = comments ? `\n${indent}# a remark` : '';
  return `${written.join(`${comment}\n${indent}`)}\n`;
}

function profileName({ profiles }: Model, index: number | undefined): string | undefined {
  return index === undefined ? undefined : profiles[index % Math.max(1, profiles.length)]?.[0];
}

function writeDocument(document: Model, how: Style): string {
  const users = shuffle(document.users, how.seed, (user) => user.id).map((user) => {
    const profile = profileName(document, user.profile);
    const entries: Entry[] = [
      ['id', user.id],
      ...(profile === undefined ? [] : [['profile', profile] as const]),
      ...(user.protected === undefined ? [] : [['protected', user.protected] as const]),
      ...Object.entries(user.fields),
    ];
    return `  - ${writeMap(entries, '    ', how)}`;
  });
  const sections = [
    'version: 1\n',
    'source: OKTA\n',
    `defaults: ${JSON.stringify(document.defaults)}\n`,
    `profiles: {${document.profiles.map(([name, fields]) => `${JSON.stringify(name)}: ${JSON.stringify(fields)}`).join(', ')}}\n`,
    users.length === 0 ? 'users: []\n' : `users:\n${users.join('')}`,
  ];
  return shuffle(sections, how.seed, (section) => section.slice(0, 4)).join('');
}

function expectedUsers(document: Model): Omit<DesiredUser, 'place'>[] {
  const profiles = new Map(document.profiles);
  return document.users
    .map((user) => ({
      id: user.id,
      fields: {
        ...document.defaults,
        ...profiles.get(profileName(document, user.profile) ?? ''),
        ...user.fields,
      },
      protected: user.protected ?? false,
      previously: null,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function withoutPlaces(state: DesiredState | undefined): Omit<DesiredUser, 'place'>[] | undefined {
  return state?.users.map(({ id, fields, protected: flag, previously }) => ({
    id,
    fields,
    protected: flag,
    previously,
  }));
}

const read = (yaml: string): ReturnType<typeof readDesired> =>
  readDesired([textFile(yaml)], { required: [] });

describe('readDesired', () => {
  it('reads back what was written, in whatever order and style', () => {
    fc.assert(
      fc.property(model, style, (document, how) => {
        const { value, diagnostics } = read(writeDocument(document, how));
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(withoutPlaces(value)).toEqual(expectedUsers(document));
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same bytes for any order of users and keys, places aside', () => {
    fc.assert(
      fc.property(model, style, style, (document, one, other) => {
        const [a, b] = [one, other].map((how) =>
          JSON.stringify(withoutPlaces(read(writeDocument(document, how)).value)),
        );
        expect(a).toBe(b);
      }),
      { numRuns: 200 },
    );
  });

  it('reads CRLF as LF: data, places and problems', () => {
    fc.assert(
      fc.property(model, style, fc.string({ maxLength: 30 }), (document, how, rest) => {
        const lines = writeDocument(document, how) + rest.replaceAll('\r', '');
        expect(read(lines.replaceAll('\n', '\r\n'))).toEqual(read(lines));
      }),
      { numRuns: 200 },
    );
  });

  it('never throws, whatever the bytes, and places each problem inside the file', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { value, diagnostics } = readDesired([{ name: 'u', bytes }], { required: [] });
        expect(value === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws for YAML that was torn, doubled and mixed', () => {
    const pieces = fc.constantFrom(
      ...['version: 1', 'source: OKTA', 'users:', '  - id: a', '    role_id: 3', '- ', '? ', ': '],
      ...[
        '\n',
        ' ',
        '\t',
        '"',
        "'",
        '[',
        ']',
        '{',
        '}',
        ',',
        '&a ',
        '*a',
        '!t ',
        '|\n',
        '>-\n',
        '#',
      ],
      ...['---\n', '...\n', '%A\n', '<<: ', '__proto__: ', '~', '.nan', '0x1F', '\\', '\u{1f600}'],
      ...['\ufeff', '\u2028', '@', '`', 'x'.repeat(1100), '  '.repeat(140)],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const yaml = parts.join('');
        const { value, diagnostics } = read(yaml);
        expect(value === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
        const lines = yaml.split('\n');
        for (const { place } of diagnostics) {
          const line = lines[(place?.line ?? 1) - 1];
          expect(line).toBeDefined();
          expect(place?.column ?? 1).toBeLessThanOrEqual(String(line).length + 1);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
