#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
/** @type {{readonly enableCompileCache?: (this: void, folder: string) => unknown}} */
const { enableCompileCache } = /** @type {object} */ (require('node:module'));
const { join } = require('node:path');
const { findCacheFolder } = require('./cache-folder.js');

// Node 22 and later can keep compiled code, which halves the time of a start.
const folder = enableCompileCache === undefined ? null : findCacheFolder(process.env);
if (folder !== null) enableCompileCache?.(folder);

const program = join(__dirname, '../dist');
if (existsSync(program)) {
  require(join(program, 'cli/main.js')).main(program);
} else {
  process.stderr.write('corform is not built. In its folder, run: npm ci && npm run build\n');
  process.exitCode = 1;
}
