import { withoutCredentials } from '../../../core/text/hide-credentials.js';
import type { GitResult } from '../../git/command.js';

/** What git said, fit for a message: without credentials, without blank lines. */
export function gitMessage(result: GitResult): string {
  if (result.end === 'stopped') return 'git was stopped before it had finished';
  const said = withoutCredentials(`${result.stderr}\n`)
    .split(/[\r\n]+/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  return said.length === 0 ? `git ended with code ${result.code}` : said.slice(-12).join('\n');
}
