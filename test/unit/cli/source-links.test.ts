import { describe, expect, it } from 'vitest';
import { linesOfPlan, sourceLinks } from '../../../src/cli/source-links.js';
import { linkTo } from '../../../src/core/render/links.js';
import { planOf } from '../../support/plan-states.js';

const COMMIT = '33415f0';
const GITHUB = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/people' };

describe('sourceLinks', () => {
  it.each([
    ['GitHub', GITHUB, '', 'https://github.com/acme/people/blob/33415f0/'],
    [
      'a subfolder',
      GITHUB,
      'teams/r&d ü',
      'https://github.com/acme/people/blob/33415f0/teams/r%26d%20%C3%BC/',
    ],
    [
      'GitLab',
      { CI_PROJECT_URL: 'https://gitlab.com/acme/hr' },
      '',
      'https://gitlab.com/acme/hr/-/blob/33415f0/',
    ],
  ])('leads to the planned commit: %s', (_where, env, folder, address) => {
    expect(sourceLinks(COMMIT, folder, env)?.folder).toBe(address);
  });

  it.each([
    ['no commit', null, '', GITHUB],
    ['a commit that is none', 'main', '', GITHUB],
    ['a folder outside', COMMIT, '../people', GITHUB],
    ['no CI', COMMIT, '', {}],
    ['a repository with markup', COMMIT, '', { ...GITHUB, GITHUB_REPOSITORY: 'acme/(x)' }],
    ['an address with markup', COMMIT, '', { CI_PROJECT_URL: 'https://gitlab.com/a)[b' }],
  ])('gives none: %s', (_why, commit, folder, env) => {
    expect(sourceLinks(commit, folder, env)).toBeNull();
  });

  it.each([
    ['users/design team.yaml', 'users/design%20team.yaml'],
    ['users\\design.yaml', 'users/design.yaml'],
    ['./users.yaml', 'users.yaml'],
    ["a(b)'!*~.yaml", 'a%28b%29%27%21%2A%7E.yaml'],
    ['a#L1?x.yaml', 'a%23L1%3Fx.yaml'],
  ])('links to a line of %j', (file, path) => {
    const links = sourceLinks(COMMIT, '', GITHUB);
    expect(linkTo(links, file, 9)).toBe(`https://github.com/acme/people/blob/33415f0/${path}#L9`);
  });
});

describe('linesOfPlan', () => {
  it('finds the lines of the most powerful new role, however many other raises there are', () => {
    const ids = Array.from({ length: 500 }, (_, at) => `U-${String(1_000 + at)}`);
    const role = (id: string): number => (id === 'U-1499' ? 1 : 3);
    const text = [
      'version: 1\nsource: OKTA\nusers:',
      ...ids.map((id) => `  - id: ${id}\n    role_id: ${role(id)}`),
    ].join('\n');
    const plan = planOf(
      ids.map((id) => ({ id, fields: { role_id: role(id) } })),
      ids.map((id) => ({ id, fields: { role_id: 4 } })),
    );
    const lines = linesOfPlan(plan, [{ name: 'users.yaml', bytes: Buffer.from(text) }]);
    expect(lines['U-1499']).toEqual({ role_id: 3 + 2 * 500 });
    expect(lines['U-1000']).toEqual({ role_id: 5 });
    expect(Object.keys(lines).length).toBeLessThan(ids.length);
  });
});
