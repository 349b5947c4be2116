#!/usr/bin/env node
'use strict';
const { mkdirSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { homedir } = require('node:os');
const { dirname, isAbsolute, join } = require('node:path');

// Compiling takes longer than all else at the start, so that the compiled code is kept. Node can do it
// from 22.1 on. NODE_DISABLE_COMPILE_CACHE=1 switches both off.
const program = join(__dirname, '../dist');
const cache = cacheFolder();
if (cache === null) {
  require(join(program, 'corform.js'));
} else if (enableCompileCache === undefined) {
  const { runCached } = require('./run-cached.js');
  runCached(program, 'corform.js', cache);
} else {
  enableCompileCache(cache);
  require(join(program, 'corform.js'));
}

/**
 * The folder for this user's compiled code, or null where there can't be one. Not the folder for temporary
 * files, which is Node's default: what lies there may be somebody else's.
 */
function cacheFolder() {
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return null;
  try {
    const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
    if (!isAbsolute(caches)) return null;
    const folder = join(caches, 'corform');
    makeFolder(folder);
    return folder;
  } catch {
    // A process may run under a user id without a home, or with one that can't be written.
    return null;
  }
}

/**
 * Step by step, and each step once. Node's own way to make a path, and enableCompileCache's, never end
 * where the system says of a folder in one that exists that there is no such thing, as Linux does of /proc.
 */
function makeFolder(folder) {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (error.code === 'EEXIST') return;
    if (error.code !== 'ENOENT' || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder, { mode: 0o700 });
  }
}
