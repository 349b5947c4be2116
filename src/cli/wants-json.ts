import type { Environment } from '../core/ports/system.js';

/** Returns whether a program reads what this command prints: `--json` or `--format json`, or their variables. */
export function wantsJson(
  argv: readonly string[] = process.argv.slice(2),
  env: Environment = process.env,
): boolean {
  const flags = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const format = flags.findLast((_, at) => flags[at - 1] === '--format') ?? env['CORFORM_FORMAT'];
  return (
    flags.includes('--json') ||
    flags.includes('--format=json') ||
    format === 'json' ||
    /^(?:true|1|yes|on)$/i.test(env['CORFORM_JSON'] ?? '')
  );
}
