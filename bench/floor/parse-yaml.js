/** The least that an edit of users.yaml needs: the file is read and parsed, so it is known what is there. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: parse-yaml.js FILE');
/** @type {{users: readonly unknown[]}} */
const { users } = parse(readFileSync(path, 'utf8'));
process.stdout.write(`${users.length}\n`);
