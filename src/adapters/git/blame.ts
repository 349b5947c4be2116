import type { BlamedLine, LineHistory } from '../../core/ports/git.js';
import { gitIn } from './revisions.js';

/** Asks the `git` of this machine, with the user's own settings (blame.ignoreRevsFile, …). Reads only. */
export function gitLineHistory(cwd: string): LineHistory {
  const git = gitIn(cwd);
  return {
    async blame(path, lines) {
      if (lines.length === 0) return new Map();
      const ranges = lines.flatMap((line) => ['-L', `${line},${line}`]);
      const answer = await git('blame', '--line-porcelain', ...ranges, '--', path);
      return answer.code === 0 ? parseBlame(answer.stdout.toString('utf8')) : new Map();
    },
  };
}

const NOT_COMMITTED = /^0+$/;

/** Reads `git blame --line-porcelain`: a head, `key value` lines, and the text behind a tab, for each line. */
function parseBlame(output: string): ReadonlyMap<number, BlamedLine> {
  const found = new Map<number, BlamedLine>();
  let keys = new Map<string, string>();
  let head: RegExpExecArray | null = null;
  for (const line of output.split('\n')) {
    if (line.startsWith('\t')) {
      if (head !== null) found.set(Number(head[2]), toBlamed(String(head[1]), keys));
      head = null;
      keys = new Map();
    } else if (head === null) {
      head = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(line);
    } else {
      const space = line.indexOf(' ');
      keys.set(line.slice(0, space), line.slice(space + 1));
    }
  }
  return found;
}

function toBlamed(commit: string, keys: ReadonlyMap<string, string>): BlamedLine {
  // git names an author and a time here, too, but they are its own words and the moment of the question.
  if (NOT_COMMITTED.test(commit)) return { commit: null, author: null, at: null, summary: null };
  return {
    commit,
    author: keys.get('author') ?? '',
    at: new Date(Number(keys.get('author-time') ?? 0) * 1000).toISOString(),
    summary: keys.get('summary') ?? '',
  };
}
