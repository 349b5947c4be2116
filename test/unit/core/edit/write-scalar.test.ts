import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inFormOf, writeScalar } from '../../../../src/core/edit/write-scalar.js';

const PLAIN = { quote: 'plain', fallback: 'double', inFlow: false } as const;

describe('a value in a users file', () => {
  it.each([
    'Lead',
    'Íñigo',
    'R&D',
    "O'Hara",
    'Doe, John',
    '3D Artist',
    'OKTA-USER-12',
    'a_b',
    'Nº 5',
    '山田',
  ])('is plain where every YAML reads it as it is: %s', (text) => {
    expect(writeScalar(text, PLAIN)).toBe(text);
    expect(parse(text, { version: '1.1' })).toBe(text);
  });

  it.each([
    'no',
    'Yes',
    'ON',
    'n',
    'null',
    '~',
    '010',
    '1_000',
    '12:30',
    '+155',
    '2025-01-15',
    '1e3',
    '0x1F',
    '.5',
    '1.10',
    '=',
    'a: b',
    'a #b',
    '- a',
    '',
    ' a',
    'a ',
  ])('is quoted where one YAML or another takes it for something else: %j', (text) => {
    expect(writeScalar(text, PLAIN)).toBe(JSON.stringify(text));
    expect(writeScalar(text, { ...PLAIN, fallback: 'single' })).toBe(`'${text}'`);
  });

  it('minds commas and question marks in braces', () => {
    expect(writeScalar('Doe, John', { ...PLAIN, inFlow: true })).toBe('"Doe, John"');
    expect(writeScalar('a?b', { ...PLAIN, inFlow: true })).toBe('"a?b"');
  });

  it('escapes what can be lost, in double quotes', () => {
    expect(writeScalar('a\u00a0\ufeffb', { ...PLAIN, quote: 'single' })).toBe('"a\\u00a0\\ufeffb"');
    expect(writeScalar('OKTA-\u202e21', PLAIN)).toBe('"OKTA-\\u202e21"');
    expect(writeScalar('OKTA\u061c21', PLAIN)).toBe('"OKTA\\u061c21"');
  });

  it('takes over the form of a role', () => {
    expect(inFormOf('Director', 'role_id', 3)).toBe('Project Manager');
    expect(inFormOf(2, 'role_id', 3)).toBe(3);
    expect(inFormOf('Director', 'position', 'Lead')).toBe('Lead');
    expect(inFormOf('Director', 'role_id', 9)).toBe(9);
  });
});
