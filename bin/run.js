#!/usr/bin/env node
'use strict';
const { enableCompileCache } = require('node:module');
const { homedir } = require('node:os');
const { join } = require('node:path');

const program = join(__dirname, '../dist');
// Not the folder for temporary files, which is Node's default: what lies there may be somebody else's.
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'corform');

// Compiling takes longer than all else at the start, so that the compiled code is kept. Node can do it
// from 22.1 on.
if (enableCompileCache !== undefined) {
  enableCompileCache(cache);
  require(join(program, 'corform.js'));
} else {
  const { runCached } = require('./run-cached.js');
  runCached(program, 'corform.js', cache);
}
