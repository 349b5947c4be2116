import { keepsCompiledCode } from '../lib/machine.js';
import { interleave, ratios, summary } from '../lib/measure.js';

/** @import {Bench, Row} from '../lib/types.js' */

/**
 * Start: the shortest command against the shortest program.
 *
 * @param {Bench} bench
 * @returns {Promise<readonly Row[]>}
 */
export async function measureStart(bench) {
  const { env, node, corform } = bench;
  const times = await interleave(
    {
      corform: { command: [...corform, '--version'], env, expect: /corform/ },
      floor: { command: [node, '-e', '0'], env },
    },
    bench.quick ? 5 : 25,
  );
  return [
    {
      what: '`corform --version`',
      ours: summary(times.corform),
      reference: '`node -e 0`',
      theirs: summary(times.floor),
      ratio: ratios(times.corform, times.floor),
      // Node 22 and later keep compiled code.
      goal: { most: keepsCompiledCode() ? 2.6 : 3.3 },
    },
  ];
}
