#!/usr/bin/env node
'use strict';
const { enableCompileCache } = require('node:module');
const { homedir } = require('node:os');
const { isAbsolute, join } = require('node:path');

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
 * The folder of this user's caches, or null without one. Not the folder for temporary files, which is
 * Node's default: what lies there may be somebody else's.
 */
function cacheFolder() {
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return null;
  try {
    const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
    return isAbsolute(caches) ? join(caches, 'corform') : null;
  } catch {
    // A process may run under a user id without a home.
    return null;
  }
}
