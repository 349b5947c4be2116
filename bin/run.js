#!/usr/bin/env node
'use strict';
const { enableCompileCache } = require('node:module');
const { homedir } = require('node:os');
const { join } = require('node:path');

// Node 22.1 and later keep the compiled code. Not in the folder for temporary files, which is the
// default: what lies there may be somebody else's.
enableCompileCache?.(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'corform'));

require('../dist/corform.js');
