/**
 * Prints what the built program consists of, as a CycloneDX 1.6 document: the packages that are bundled in dist/,
 * which are those of dist/THIRD-PARTY-LICENSES, with the checksums of package-lock.json. The same commit
 * gives the same bytes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const read = (/** @type {string} */ name) => readFileSync(join(root, name), 'utf8');

/** @type {{name: string, version: string, license: string}} */
const { name, version, license } = JSON.parse(read('package.json'));
/** @type {{packages: Readonly<Record<string, {version?: string, integrity?: string}>>}} */
const { packages } = JSON.parse(read('package-lock.json'));

const HEAD = /^(\S+) (\d\S*) \(([^)\n]+)\)$/gm;
const components = [...read('dist/THIRD-PARTY-LICENSES').matchAll(HEAD)].map(
  ([, bundled = '', its = '', expression = '']) => ({
    ...component('library', bundled, its, expression),
    hashes: hashesOf(bundled, its),
  }),
);
if (components.length === 0) throw new Error('dist/THIRD-PARTY-LICENSES names no package.');
const document = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: component('application', name, version, license) },
  components,
};
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);

/**
 * @param {string} type
 * @param {string} name
 * @param {string} version
 * @param {string} expression
 */
function component(type, name, version, expression) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type, 'bom-ref': purl, name, version, licenses: [{ expression }], purl };
}

/**
 * @param {string} name
 * @param {string} version
 */
function hashesOf(name, version) {
  const entry = Object.entries(packages).find(
    ([path, locked]) => path.endsWith(`node_modules/${name}`) && locked.version === version,
  );
  const integrity = entry?.[1].integrity;
  if (integrity === undefined) throw new Error(`package-lock.json has no ${name} ${version}.`);
  const [algorithm = '', digest = ''] = integrity.split('-');
  const alg = algorithm.replace('sha', 'SHA-');
  return [{ alg, content: Buffer.from(digest, 'base64').toString('hex') }];
}
