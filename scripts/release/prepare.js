/**
 * Makes the checkout of a tag ready to be packed: the tag must be the version, the addresses of the package are
 * those of the repository that releases it, and its name is that of whoever publishes it.
 *
 * Reads GITHUB_REPOSITORY, GITHUB_SERVER_URL, GITHUB_REF_NAME, and NPM_PACKAGE (optional).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const path = join(import.meta.dirname, '../../package.json');
const {
  GITHUB_REPOSITORY: repository = '',
  GITHUB_SERVER_URL: server = 'https://github.com',
  GITHUB_REF_NAME: tag = '',
  NPM_PACKAGE: name = '',
} = process.env;

/** @type {{name: string, version: string}} */
const manifest = JSON.parse(readFileSync(path, 'utf8'));
if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
  throw new Error('GITHUB_REPOSITORY must be OWNER/NAME.');
}
if (tag !== `v${manifest.version}`) {
  throw new Error(`The tag ${tag} is not v${manifest.version}, the version in package.json.`);
}
const home = `${server}/${repository}`;
const { version, ...rest } = manifest;
const filled = {
  ...rest,
  name: name === '' ? manifest.name : name,
  version,
  homepage: `${home}#readme`,
  bugs: { url: `${home}/issues` },
  repository: { type: 'git', url: `git+${home}.git` },
};
writeFileSync(path, `${JSON.stringify(filled, null, 2)}\n`);
console.log(`${filled.name} ${version}, from ${home}`);
