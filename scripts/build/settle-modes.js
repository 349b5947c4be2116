/**
 * Gives the files of the package the modes that git knows, 644 and 755: those of a checkout follow the umask of
 * whoever made it, and a tarball keeps them. Runs before `npm pack`.
 */
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** @type {{files: readonly string[]}} */
const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** @param {string} path */
function settle(path) {
  const found = statSync(path);
  if (found.isDirectory()) {
    for (const name of readdirSync(path)) settle(join(path, name));
  } else {
    chmodSync(path, (found.mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

const folders = files.map((pattern) => pattern.replace(/\/\*.*$/, ''));
for (const name of [...folders, 'LICENSE', 'README.md', 'package.json']) {
  if (existsSync(join(root, name))) settle(join(root, name));
}
