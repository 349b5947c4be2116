import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** What the numbers were measured on, in one line; and how busy it was with other things. */
export function describeMachine() {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores (${model}), ${memory} GiB, Linux ${release()}, Node ${process.versions.node}`;
}

/** Processes that wanted to run in the last minute, before ours began. */
export function describeLoad() {
  return `load before: ${(loadavg()[0] ?? 0).toFixed(1)}`;
}

/** Whether this Node keeps compiled code between starts (`module.enableCompileCache`), so it starts in half the time. */
export function keepsCompiledCode() {
  return Number(process.versions.node.split('.')[0]) >= 22;
}

export function describeRevision() {
  try {
    const git = (/** @type {string[]} */ ...args) =>
      execFileSync('git', args, { encoding: 'utf8' }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' and local changes'}`;
  } catch {
    return 'no git revision';
  }
}
