/**
 * The floor of an import: reads a CSV and parses it with the parser that corform uses, counts the rows.
 *
 *     node bench/floor/read-csv.js EXPORT.csv
 */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

const rows = parse(readFileSync(String(process.argv[2]), 'utf8'), { delimiter: ';' });
process.stdout.write(`${rows.length - 1}\n`);
