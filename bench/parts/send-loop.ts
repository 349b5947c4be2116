/**
 * The sending half of an apply on its own: the executor and the HTTP adapter of corform, with its journal
 * or with none. Not a command of the product, which always has one: it tells what the journal costs.
 *
 *     node send-loop.mjs URL CHANGES.json IN_FLIGHT STATE.json|none
 *
 * STATE.json is a state file in a folder of its own; the journal is written beside it.
 */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../src/adapters/system/clock.js';
import { readCredentials } from '../../src/adapters/cor/credentials.js';
import { openUserApi } from '../../src/adapters/cor/user-api.js';
import { LocalBackend } from '../../src/adapters/state/local/local-backend.js';
import { readProxySettings } from '../../src/adapters/http/proxy.js';
import { systemRandom } from '../../src/adapters/system/random.js';
import { execute } from '../../src/app/apply/execute/execute.js';
import type { RunLog } from '../../src/app/apply/execute/run-log.js';
import { Fence } from '../../src/app/apply/run/fence.js';
import { JournalRecorder } from '../../src/app/apply/run/journal-recorder.js';
import type { RunOperation, UserFields } from '../../src/core/model.js';
import { JOURNAL_START } from '../../src/core/state/journal-record.js';
import { parseState } from '../../src/core/state/state-file.js';

interface Changes {
  readonly source: string;
  readonly changes: readonly { readonly id: string; readonly set: UserFields }[];
}

const NO_LOG: RunLog = {
  isSure: () => true,
  confirm: () => Promise.resolve(),
  intend: () => Promise.resolve(),
  record: () => Promise.resolve(),
};
const QUIET = (): undefined => undefined;
const OBSERVER = { sent: QUIET, returned: QUIET, settled: QUIET, paused: QUIET };

const [url = '', file = '', inFlight = '', statePath = ''] = process.argv.slice(2);
const { source, changes } = JSON.parse(readFileSync(file, 'utf8')) as Changes;
const log = statePath === 'none' ? NO_LOG : await openJournal(statePath);
const result = await execute(
  changes.map(({ id, set }) => ({ id, source, set })),
  { api: await openApi(), clock: systemClock, random: systemRandom, log, observer: OBSERVER },
  {
    concurrency: Number(inFlight),
    rate: null,
    maxFailures: null,
    maxDurationMs: null,
    interrupts: { stopping: new AbortController().signal, leaving: new AbortController().signal },
    graceMs: 1_000,
    expected: { companyId: null, corIds: new Map() },
  },
);
const applied = [...result.outcomes.values()].filter(({ kind }) => kind === 'applied').length;
process.exit(applied === changes.length ? 0 : 1);

async function openApi(): Promise<ReturnType<typeof openUserApi>> {
  const credentials = (await readCredentials({ COR_ACCESS_TOKEN: 'bench' })).value;
  if (credentials === undefined) throw new Error('no credentials');
  return openUserApi({
    integrationsUrl: url,
    apiUrl: url,
    credentials,
    proxy: readProxySettings({}),
    clock: systemClock,
    userAgent: 'corform/bench',
  });
}

/** As an apply opens it, but for the commit that it follows. */
async function openJournal(path: string): Promise<RunLog> {
  const backend = new LocalBackend({ path, clock: systemClock, random: systemRandom });
  const state = parseState(readFileSync(path, 'utf8')).value;
  if (state === undefined) throw new Error('no state');
  const lockId = systemRandom.uuid();
  await backend.lock.take({
    ID: lockId,
    Operation: 'bench',
    Info: '',
    Who: '',
    Version: '',
    Created: new Date().toISOString(),
    Path: path,
  });
  const run = systemRandom.uuid();
  const writer = await backend.journals.create(run, []);
  const ops: readonly RunOperation[] = changes.map((c) => ({ ...c, protected: false }));
  const counts = {
    added: 0,
    changed: 0,
    forgotten: 0,
    recorded: 0,
    refused: 0,
    unknown: 0,
    not_attempted: 0,
  };
  const open = {
    id: run,
    started_at: '',
    who: '',
    commit: null,
    digest: '',
    serial: 1,
    approved_by: [],
    target: { endpoint: url, source },
    counts,
    ops,
  };
  return new JournalRecorder(
    {
      writer,
      fence: new Fence({
        clock: systemClock,
        holds: () => backend.lock.holds(lockId),
        lookEveryMs: 1_000,
        sureForMs: 100,
      }),
    },
    { state: { ...state, run: open }, position: JOURNAL_START },
  );
}
