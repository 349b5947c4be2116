'use strict';
const { mkdirSync, statSync } = require('node:fs');
const { homedir } = require('node:os');
const { dirname, isAbsolute, join } = require('node:path');

/**
 * The folder for this user's compiled code, or null if there is no safe one. Whoever can write there can run code
 * with our credentials, so it must be ours, and closed to everybody else. A CI system gains nothing from it.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function findCacheFolder({ CI, NODE_DISABLE_COMPILE_CACHE, XDG_CACHE_HOME }) {
  if (CI || NODE_DISABLE_COMPILE_CACHE || process.getuid === undefined) return null;
  try {
    const folder = join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'corform');
    if (!isAbsolute(folder)) return null;
    makeFolder(folder);
    const { uid, mode } = statSync(folder);
    return uid === process.getuid() && (mode & 0o022) === 0 ? folder : null;
  } catch {
    // A process may run under a user id without a home, or with one that can't be written.
    return null;
  }
}

/**
 * Makes the folder step by step. Node's own way to make a path, and enableCompileCache's, never end if the system
 * reports a missing folder inside one that exists, as Linux does for /proc.
 */
function makeFolder(/** @type {string} */ folder) {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder, { mode: 0o700 });
  }
}

module.exports = { findCacheFolder };
