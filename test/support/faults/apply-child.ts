/**
 * A process that applies the users.yaml of a folder once and prints the result as JSON. Started with a
 * JSON job; `failpoint` has it kill itself there, as a power cut would: no handler runs, nothing is flushed.
 */
import { Failure } from '../../../src/core/errors/failure.js';
import { applyFolder, type FolderJob } from './apply-folder.js';
import { FailingPorts, type Failpoint } from './failpoints.js';

const job = JSON.parse(process.argv[2] ?? '') as FolderJob & { readonly failpoint?: Failpoint };

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
async function apply(): Promise<void> {
  try {
    const { result } = await applyFolder(job, wrapping);
    process.stdout.write(JSON.stringify(result.kind === 'ran' ? result.counts : result));
  } catch (error) {
    process.stdout.write(error instanceof Failure ? error.message : String(error));
    process.exitCode = 1;
  }
}

void apply();
