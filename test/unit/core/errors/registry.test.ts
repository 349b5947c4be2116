import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

const FOLDER = new URL('../../../../src/core/errors/', import.meta.url);

it('no code stands for two errors', async () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));
  const modules = await Promise.all(
    files.map((name) => import(new URL(name, FOLDER).href) as Promise<Record<string, unknown>>),
  );
  const codes = modules
    .flatMap((module) => Object.values(module))
    .flatMap((value) =>
      typeof value === 'object' && value !== null && 'code' in value ? [value.code] : [],
    );
  expect(codes.length).toBeGreaterThan(200);
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
});
