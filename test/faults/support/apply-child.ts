/**
 * A process that applies the users.yaml of a folder once and prints the result as JSON. Started with a
 * JSON job. `failpoint` has it kill itself there, as a power cut would: no handler runs, nothing is flushed.
 * `idleCalls`: before anything else, its thread for files makes that many of each call that the main thread
 * makes too, on nothing: so that a number above it means a call of that thread, and one below it does not.
 */
import { open } from 'node:fs/promises';
import { Failure } from '../../../src/core/failure.js';
import { applyFolder, type FolderJob } from './apply-folder.js';
import { FailingPorts, type Failpoint } from './failpoints.js';

const job = JSON.parse(process.argv[2] ?? '') as FolderJob & {
  readonly failpoint?: Failpoint;
  readonly idleCalls?: number;
};

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

const points = job.failpoint === undefined ? null : new FailingPorts(job.failpoint, die);
const wrapping =
  points === null
    ? {}
    : {
        backend: points.backend.bind(points),
        api: points.api.bind(points),
      };

/** One of them may be the one that fails: that is what they are for. */
async function makeIdleCalls(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const nothing = await open('/dev/null', 'w').catch(() => null);
    await nothing?.write('x').catch(() => null);
    await nothing?.write('x', 0).catch(() => null);
    await nothing?.close().catch(() => null);
  }
}

async function apply(): Promise<void> {
  await makeIdleCalls(job.idleCalls ?? 0);
  try {
    const { result } = await applyFolder(job, wrapping);
    process.stdout.write(JSON.stringify(result.kind === 'ran' ? result.counts : result));
  } catch (error) {
    process.stdout.write(error instanceof Failure ? error.message : String(error));
    process.exitCode = 1;
  }
}

void apply();
