/**
 * The app with its real adapters and nothing around it: what `corform apply --auto-approve` does in a
 * folder, with ports that a test may wrap. Used by the tests themselves and by apply-child.ts.
 */
import { systemClock } from '../../../src/adapters/system/clock.js';
import { systemFiles } from '../../../src/adapters/system/files.js';
import { openUserApi } from '../../../src/adapters/cor/user-api.js';
import { LocalBackend } from '../../../src/adapters/state/local/local-backend.js';
import { readProxySettings } from '../../../src/adapters/http/proxy.js';
import { systemRandom } from '../../../src/adapters/system/random.js';
import { Secret } from '../../../src/adapters/system/secret.js';
import type {
  ApplyPorts,
  ApplyRequest,
  ApplyResult,
} from '../../../src/app/apply/apply-contract.js';
import { applyUsers } from '../../../src/app/apply/apply-users.js';
import type { ExecutionOptions } from '../../../src/app/apply/execute/contract.js';
import { checkDesired } from '../../../src/app/plan/load-desired.js';
import type { Diagnostic } from '../../../src/core/errors/diagnostic.js';
import type { DesiredState } from '../../../src/core/model.js';
import type { Limits } from '../../../src/core/plan/limits.js';
import type { StateBackend } from '../../../src/core/ports/state.js';
import type { UserApi } from '../../../src/core/ports/cor.js';
import { saveRecoveryFile } from '../../../src/cli/recovery-file.js';

export interface FolderJob {
  readonly folder: string;
  readonly origin: string;
  /** A fixed token, or null to ask the server for one. */
  readonly token: string | null;
  readonly concurrency: number;
  /** Sends all recorded fields again. */
  readonly resend?: boolean;
}

/** Exchanges ports before they are used. */
export interface Wrapping {
  readonly backend?: (backend: StateBackend) => StateBackend;
  readonly api?: (api: UserApi) => UserApi;
  readonly ports?: (ports: ApplyPorts) => ApplyPorts;
  readonly execution?: Partial<ExecutionOptions>;
}

export const NO_LIMITS: Limits = {
  add: null,
  update: null,
  forget: null,
  role_raise: null,
  role_grant: null,
  capacity: null,
  fields: {},
  from_users: 10,
};

export const ALL = { ids: null, only: [], exclude: [], where: [], limit: null };

const NEVER = new AbortController().signal;

export function statePath(folder: string): string {
  return `${folder}/.corform/state.json`;
}

export function openState(folder: string): LocalBackend {
  return new LocalBackend({ path: statePath(folder), clock: systemClock, random: systemRandom });
}

export async function readDesired(folder: string): Promise<DesiredState> {
  const read = await checkDesired(systemFiles, {
    paths: [`${folder}/users.yaml`],
    root: folder,
    required: [],
    sensitive: ['phone'],
  });
  if (read.value === undefined) throw new Error(JSON.stringify(read.diagnostics));
  return read.value;
}

export interface FolderResult {
  readonly result: ApplyResult;
  readonly notices: readonly Diagnostic[];
}

/** Applies users.yaml of the folder. Rejects as `applyUsers` does. */
export async function applyFolder(job: FolderJob, wrapping: Wrapping = {}): Promise<FolderResult> {
  const desired = await readDesired(job.folder);
  const notices: Diagnostic[] = [];
  const opened: { close(): Promise<void> }[] = [];
  const backend = openState(job.folder);
  const ports: ApplyPorts = {
    backend: wrapping.backend?.(backend) ?? backend,
    api: () => {
      const api = openUserApi({
        integrationsUrl: job.origin,
        apiUrl: `${job.origin}/v1`,
        credentials:
          job.token === null
            ? { kind: 'client', apiKey: new Secret('key'), clientSecret: new Secret('secret') }
            : { kind: 'access-token', token: new Secret(job.token) },
        proxy: readProxySettings({}),
        clock: systemClock,
        userAgent: 'corform/test',
      });
      opened.push(api);
      return Promise.resolve(wrapping.api?.(api) ?? api);
    },
    clock: systemClock,
    random: systemRandom,
    revisions: {
      head: () => Promise.resolve(null),
      relation: () => Promise.resolve('unknown'),
      fileAt: () => Promise.reject(new Error('there is no git here')),
      filesAt: () => Promise.reject(new Error('there is no git here')),
    },
    recoveryFile: (text, serial) =>
      saveRecoveryFile(
        {
          ...systemFiles,
          write: (path, ...rest) => systemFiles.write(`${job.folder}/${path}`, ...rest),
        },
        text,
        serial,
      ),
    view: {
      notice: (diagnostic) => notices.push(diagnostic),
      planned: () => Promise.resolve(),
      confirm: () => Promise.resolve(true),
      observer: {
        sent: () => undefined,
        returned: () => undefined,
        settled: () => undefined,
        paused: () => undefined,
      },
    },
  };
  try {
    const result = await applyUsers(
      wrapping.ports?.(ports) ?? ports,
      requestOf(job, desired, wrapping.execution),
    );
    return { result, notices };
  } finally {
    for (const api of opened) await api.close();
  }
}

function requestOf(
  job: FolderJob,
  desired: DesiredState,
  execution: Partial<ExecutionOptions> = {},
): ApplyRequest {
  return {
    desired,
    commit: null,
    plan: {
      endpoint: job.origin,
      resend: job.resend === true ? [{ kind: 'users', glob: '*', field: null }] : [],
      selection: ALL,
      limits: NO_LIMITS,
      allowance: {},
      sensitive: [],
    },
    approval: { kind: 'auto' },
    // These runs know no commit; the order of commits is the business of other tests.
    allowRollback: true,
    lock: {
      info: {
        ID: systemRandom.uuid(),
        Operation: 'OperationTypeApply',
        Info: '',
        Who: 'somebody@somewhere',
        Version: '0.0.0',
        Created: new Date(systemClock.now()).toISOString(),
        Path: statePath(job.folder),
      },
      timeoutMs: 0,
      signal: NEVER,
    },
    execution: {
      concurrency: job.concurrency,
      rate: null,
      maxFailures: null,
      maxDurationMs: null,
      interrupts: { stopping: NEVER, leaving: NEVER },
      graceMs: 5_000,
      ...execution,
    },
    companyId: null,
    acceptedIdentities: [],
    checkpoints: { outcomes: 250, intervalMs: 10_000 },
    who: 'somebody@somewhere',
    writtenBy: 'corform 0.0.0',
  };
}
