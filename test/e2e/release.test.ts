/** .github/workflows/release.yml, job by job, as far as that goes without GitHub and npm. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OfflineNpm, commitFolder, copyRepository } from '../support/gitops/checkout.js';
import type { Artifact, Run } from '../support/gitops/github-model.js';
import { ROOT, runJob, type JobResult, type Trigger } from '../support/gitops/github-runner.js';
import { GithubServer } from '../support/gitops/github-server.js';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
};
const tag = `v${version}`;
const base = mkdtempSync(join(tmpdir(), 'corform-release-'));
const origin = join(base, 'origin');
const npm = new OfflineNpm(base);
let commit = '';

beforeAll(() => {
  mkdirSync(join(base, 'runners'));
  copyRepository(origin);
  commit = commitFolder(origin);
  git('tag', tag);
  // What `gh` would do is between it and GitHub.
  const gh = `#!/bin/sh\necho "gh $*" >> '${join(base, 'gh.log')}'\n`;
  writeFileSync(join(npm.folder, 'gh'), gh, { mode: 0o755 });
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

function git(...args: readonly string[]): string {
  return execFileSync('git', [...args], { cwd: origin, encoding: 'utf8' }).trim();
}

async function job(
  name: string,
  artifacts: Run['artifacts'],
  given: Partial<Trigger> = {},
): Promise<JobResult> {
  const github = await GithubServer.open();
  const run = { ...github.newRun({ ...RUN, headSha: commit }), artifacts };
  const machine = { folder: join(base, 'runners'), origin, github, env: {}, programs: npm.folder };
  return runJob(machine, {
    workflow: join(ROOT, '.github/workflows/release.yml'),
    job: name,
    event: 'push',
    payload: {},
    ref: `refs/tags/${tag}`,
    sha: commit,
    checkout: tag,
    run,
    ...given,
  });
}

const RUN = { workflow: 'release.yml', event: 'push', branch: tag, repository: 'faro/people' };

async function pack(
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly files: Artifact; readonly outputs: object }> {
  const artifacts: Run['artifacts'] = new Map();
  const packed = await job('pack', artifacts, { env });
  expect(packed, packed.log).toMatchObject({ conclusion: 'success' });
  return { files: artifacts.get('release')!, outputs: packed.outputs };
}

/** Reads a file of a tarball. */
function unpack(tarball: Uint8Array, name: string): string {
  return execFileSync('tar', ['-xzO', name], { input: tarball, encoding: 'utf8' });
}

const NAMED = { NPM_PACKAGE: '@faro/corform' };
let packed: ReturnType<typeof pack> | undefined;

/** A release of somebody who owns a name on npm, packed once. */
const packNamed = (): ReturnType<typeof pack> => (packed ??= pack(NAMED));

/** Works as somebody whose new files nobody else may read. */
async function withUmask<T>(mask: number, work: () => Promise<T>): Promise<T> {
  const before = process.umask(mask);
  try {
    return await work();
  } finally {
    process.umask(before);
  }
}

describe('a release', { timeout: 240_000 }, () => {
  it('has the same bytes whenever and wherever the commit is built', async () => {
    const { files: first } = await packNamed();
    const { files: second } = await withUmask(0o077, () =>
      pack({ ...NAMED, TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8' }),
    );
    const tarball = `faro-corform-${version}.tgz`;
    expect(Object.keys(first).toSorted()).toEqual(
      [tarball, 'SHA256SUMS', 'sbom.cdx.json'].toSorted(),
    );
    for (const name of Object.keys(first)) {
      const [one, other] = [first[name]!, second[name]!];
      expect(Buffer.compare(Buffer.from(one), Buffer.from(other)), name).toBe(0);
    }
    const sums = Buffer.from(first['SHA256SUMS']!).toString();
    const sum = createHash('sha256').update(first[tarball]!).digest('hex');
    expect(sums).toContain(`${sum}  ${tarball}\n`);

    // Who releases it and what is in it are filled in from where it was built.
    const manifest: unknown = JSON.parse(unpack(first[tarball]!, 'package/package.json'));
    expect(manifest).toMatchObject({
      name: '@faro/corform',
      version,
      homepage: 'https://github.com/faro/people#readme',
      bugs: { url: 'https://github.com/faro/people/issues' },
      repository: { type: 'git', url: 'git+https://github.com/faro/people.git' },
    });
    const sbom = JSON.parse(Buffer.from(first['sbom.cdx.json']!).toString()) as {
      readonly components: readonly { readonly name: string; readonly hashes: object[] }[];
    };
    const names = sbom.components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['@oclif/core', 'ajv', 'ky', 'pg', 'yaml']));
    expect(names).not.toContain('vitest');
    for (const { hashes } of sbom.components) {
      expect(hashes).toEqual([
        { alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) as string },
      ]);
    }
    const licences = unpack(first[tarball]!, 'package/dist/THIRD-PARTY-LICENSES');
    for (const name of names) expect(licences).toContain(`\n${name} `);
  });

  it('goes to npm under a name that its owner gives, with provenance, or not at all', async () => {
    const { files, outputs } = await packNamed();
    const unnamed = { pack: { result: 'success', outputs: { 'npm-package': '' } } };
    expect(await job('publish', new Map(), { needs: unnamed })).toMatchObject({ ran: false });
    const needs = { pack: { result: 'success', outputs } };
    const published = await job('publish', new Map([['release', files]]), { needs });
    expect(published, published.log).toMatchObject({ conclusion: 'success' });
    expect(npm.calls().at(-1)).toBe(
      `npm publish --provenance --access public ./release/faro-corform-${version}.tgz`,
    );
  });

  it('is made on GitHub, and moves the tag of its major version', async () => {
    const [major = ''] = tag.split('.');
    const artifacts = new Map([['release', { 'corform.tgz': Buffer.from('x') }]]);
    const release = (needs: Readonly<Record<string, string>>, given: Partial<Trigger> = {}) =>
      job('release', artifacts, {
        needs: Object.fromEntries(
          Object.entries(needs).map(([name, result]) => [name, { result }]),
        ),
        ...given,
      });
    expect(await release({ pack: 'success', publish: 'failure' })).toMatchObject({ ran: false });
    const released = await release({ pack: 'success', publish: 'skipped' });
    expect(released, released.log).toMatchObject({ conclusion: 'success' });
    expect(readFileSync(join(base, 'gh.log'), 'utf8')).toBe(
      `gh release create ${tag} --verify-tag --generate-notes release/corform.tgz\n`,
    );
    expect(git('rev-parse', major)).toBe(commit);

    // A later fix of an older line moves nothing back.
    git('tag', `${major}.99.0`, git('commit-tree', '-m', 'newer', 'HEAD^{tree}'));
    const late = await release({ pack: 'success', publish: 'skipped' });
    expect(late.log).toContain(`${major}.99.0 is newer: ${major} stays`);
  });

  it('is refused if the tag is not the version', async () => {
    git('tag', 'v99.0.0');
    const refused = await job('pack', new Map(), { ref: 'refs/tags/v99.0.0' });
    expect(refused).toMatchObject({ conclusion: 'failure' });
    expect(refused.log).toContain(`The tag v99.0.0 is not ${tag}`);
  });
});
