'use strict';
/**
 * What `module.enableCompileCache` does, for Node 20: the bundles of dist/ are compiled from code that
 * an earlier run left, one file for each command. Only dist/ is loaded this way; what it requires from
 * Node itself comes from Node.
 *
 * V8 aborts the process over damaged code, so that a checksum stands before it; and it compares the
 * length of the source only, so that the path names the build.
 */
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');
const { crc32 } = require('node:zlib');

/** Each has a cache of its own: a function that did not run is not in it. */
const COMMANDS = ['apply', 'plan', 'state', 'validate'];

function runCached(program, entry, folder) {
  const { build } = require(join(program, 'build.json'));
  const command = COMMANDS.includes(process.argv[2]) ? process.argv[2] : 'start';
  const file = join(folder, `${build}-${process.version}-${process.arch}`, command);
  const known = readCache(file);
  const scripts = new Map();
  const modules = new Map();

  const load = (path) => {
    const loaded = modules.get(path);
    if (loaded !== undefined) return loaded.exports;
    const source = readFileSync(path, 'utf8');
    const script = new Script(
      `(function (exports, require, module, __filename, __dirname) {${source}\n})`,
      { filename: path, cachedData: known?.get(path.slice(program.length)) },
    );
    const module = { exports: {} };
    scripts.set(path.slice(program.length), script);
    modules.set(path, module);
    const here = dirname(path);
    const requireFrom = (name) => (name.startsWith('.') ? load(join(here, name)) : require(name));
    script.runInThisContext().call(module.exports, module.exports, requireFrom, module, path, here);
    return module.exports;
  };

  process.once('exit', () => {
    const isKnown = [...scripts].every(
      ([name, script]) => known?.has(name) && !script.cachedDataRejected,
    );
    if (!isKnown) writeCache(file, scripts);
  });
  load(join(program, entry));
}

/** The code by the name of its bundle; undefined where there is none, or it is damaged. */
function readCache(file) {
  try {
    const bytes = readFileSync(file);
    const content = bytes.subarray(4);
    if (crc32(content) !== bytes.readUInt32LE(0)) return undefined;
    const codeAt = 4 + content.readUInt32LE(0);
    const index = JSON.parse(content.toString('utf8', 4, codeAt));
    return new Map(
      index.map(([name, start, end]) => [name, content.subarray(codeAt + start, codeAt + end)]),
    );
  } catch {
    return undefined;
  }
}

/** Never an error: without a cache the next start is slower, and that is all. */
function writeCache(file, scripts) {
  try {
    const index = [];
    const parts = [];
    let size = 0;
    for (const [name, script] of scripts) {
      const code = script.createCachedData();
      index.push([name, size, size + code.length]);
      parts.push(code);
      size += code.length;
    }
    const names = Buffer.from(JSON.stringify(index));
    const content = Buffer.concat([uint32(names.length), names, ...parts]);
    makeFolder(dirname(file));
    const temporary = `${file}.${process.pid}`;
    try {
      writeFileSync(temporary, Buffer.concat([uint32(crc32(content)), content]), {
        mode: 0o600,
        flag: 'wx',
      });
      renameSync(temporary, file);
    } catch {
      rmSync(temporary, { force: true });
    }
  } catch {
    // The folder can't be made.
  }
}

/** The one above it is there. */
function makeFolder(folder) {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

function uint32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

module.exports = { runCached };
