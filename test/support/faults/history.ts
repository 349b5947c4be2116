/** A folder, a server and everything that happened to them; and the invariants of docs/reliability.md. */
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateBase } from '../../../src/app/plan/plan-base.js';
import { planUsers } from '../../../src/app/plan/plan-users.js';
import { systemClock } from '../../../src/adapters/system/clock.js';
import type { RecordedState, RunOperation } from '../../../src/core/model.js';
import { evidenceOf, runTableOf } from '../../../src/core/state/evidence.js';
import { newState } from '../../../src/core/state/transitions.js';
import { parseState, prepareCommit } from '../../../src/core/state/state-file.js';
import {
  ALL,
  applyFolder,
  NO_LIMITS,
  openState,
  readDesired,
  statePath,
  type FolderJob,
  type FolderResult,
} from './apply-folder.js';
import { ACCESS_TOKEN, CorServer, type CorServerOptions, type Received } from './cor-server.js';

/** One user of users.yaml: JSON is YAML. */
export type YamlUser = Readonly<Record<string, string | number | boolean>> & {
  readonly id: string;
};

/** Every phone that a test writes has this in it, and no output may. */
export const CANARY = 'canary';

export class History {
  readonly folder: string;
  readonly server: CorServer;
  /** Everything that any process said. */
  readonly outputs: string[] = [];
  readonly violations: string[] = [];
  /** What runs in the folder. What hangs in a test that failed must not outlive it. */
  readonly processes: ChildProcess[] = [];
  /** Every journal that was there, by its name, as it was seen last: a journal only grows. */
  readonly #journals = new Map<string, string>();
  /** What stands on the disk is looked at with each request, and is mostly what it was. */
  #last: { readonly text: string; readonly state: RecordedState } | null = null;
  readonly #texts = new Map<number, string>();
  #serial = 0;
  #lineage: string | null = null;

  private constructor(folder: string, server: CorServer) {
    this.folder = folder;
    this.server = server;
    server.onReceived = (request) => this.#checkIntent(request);
  }

  /** A folder with a state that was never applied, and a server. */
  static async start(options: CorServerOptions = {}): Promise<History> {
    const folder = mkdtempSync(join(tmpdir(), 'corform-faults-'));
    const history = new History(folder, await CorServer.start(options));
    const state = newState({ lineage: 'lineage', digestKey: '0'.repeat(64), writtenBy: 'test' });
    await openState(folder).store.commit(prepareCommit(state, 'test').text, 1, null);
    history.look();
    return history;
  }

  get job(): FolderJob {
    return { folder: this.folder, origin: this.server.origin, token: ACCESS_TOKEN, concurrency: 4 };
  }

  write(users: readonly YamlUser[]): void {
    const text = JSON.stringify({ version: 1, source: 'OKTA', users }, null, 1);
    writeFileSync(join(this.folder, 'users.yaml'), text);
  }

  /** Reads what stands on the disk now and holds it against all that stood there before. */
  look(): RecordedState | null {
    let text: string;
    try {
      text = readFileSync(statePath(this.folder), 'utf8');
    } catch {
      this.#violate('I1', 'there is no state');
      return null;
    }
    this.#readJournals();
    if (text === this.#last?.text) return this.#last.state;
    const { value, diagnostics } = parseState(text);
    if (value === undefined) {
      this.#violate('I1', diagnostics.map((d) => d.summary).join('; '));
      return null;
    }
    this.#last = { text, state: value };
    this.#checkSerial(value, text);
    return value;
  }

  #readJournals(): void {
    const folder = `${statePath(this.folder)}.journal`;
    try {
      for (const name of readdirSync(folder)) {
        this.#journals.set(name, readFileSync(join(folder, name), 'utf8'));
      }
    } catch {
      // A journal may be pruned under our eyes.
    }
  }

  /** One apply without any fault, in this process. The server stops misbehaving first. */
  async applyCleanly(): Promise<FolderResult> {
    this.server.react = () => ({ kind: 'apply' });
    const before = this.server.received.length;
    const applied = await applyFolder(this.job);
    this.#checkCounts(applied, this.server.received.slice(before));
    this.look();
    return applied;
  }

  async end(): Promise<void> {
    for (const running of this.processes) running.kill('SIGKILL');
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  // ------------------------------------------------------------------------------ invariants

  /** I2: what arrives was meant durably: named by the open run, and by an intent in its journal. */
  #checkIntent({ id, set }: Received): void {
    const state = this.look();
    const run = state?.run ?? null;
    const op = run?.ops.find((candidate) => candidate.id === id);
    if (run === null || op === undefined || !isEqual(op.set, set)) {
      this.#violate('I2', `${id} arrived and the open run does not name it`);
      return;
    }
    const journal = this.#journals.get(`${run.id}.jsonl`) ?? '';
    if (!intendsIn(journal, op))
      this.#violate('I2', `${id} arrived before its intent was in the journal`);
  }

  /** I5. */
  #checkSerial(state: RecordedState, text: string): void {
    this.#lineage ??= state.lineage;
    if (state.lineage !== this.#lineage) this.#violate('I5', 'another lineage');
    if (state.serial < this.#serial)
      this.#violate('I5', `serial ${state.serial} after ${this.#serial}`);
    this.#serial = state.serial;
    const sum = createHash('sha256').update(text).digest('hex');
    const known = this.#texts.get(state.serial) ?? sum;
    this.#texts.set(state.serial, known);
    if (known !== sum) this.#violate('I5', `two states with serial ${state.serial}`);
  }

  /** I9: what the run says is what the server saw. */
  #checkCounts({ result }: FolderResult, received: readonly Received[]): void {
    if (result.kind !== 'ran') {
      if (received.length > 0)
        this.#violate('I9', `${result.kind}, and ${received.length} arrived`);
      return;
    }
    const { added, changed } = result.counts;
    const acknowledged = received.filter((request) => request.acknowledged).length;
    if (added + changed !== acknowledged) {
      this.#violate('I9', `${added + changed} counted, ${acknowledged} acknowledged`);
    }
  }

  #violate(invariant: string, what: string): void {
    this.violations.push(`${invariant}: ${what}`);
  }

  /** I3 and I10, on the record as the next command would see it. */
  async checkRecord(): Promise<void> {
    const { recorded } = await stateBase(openState(this.folder), systemClock);
    const runs = runTableOf(recorded);
    for (const user of recorded.users) {
      const known = this.server.acknowledged.get(user.id) ?? {};
      for (const [field, value] of Object.entries(user.fields)) {
        if (field in user.unknown || known[field] === value) continue;
        this.#violate('I3', `${user.id}.${field} is recorded and was not the last acknowledged`);
      }
      const confirmed = this.server.confirmed.get(user.id) ?? {};
      for (const { field, class: how } of evidenceOf(user, runs)) {
        if (how !== 'confirmed' || confirmed[field] === user.fields[field]) continue;
        this.#violate('I10', `${user.id}.${field} counts as confirmed, and COR did not repeat it`);
      }
    }
  }

  /** I4: COR is as users.yaml says. I8: the next plan is empty. */
  async checkConverged(): Promise<void> {
    const desired = await readDesired(this.folder);
    for (const user of desired.users) {
      const held = this.server.values.get(user.id) ?? {};
      for (const [field, value] of Object.entries(user.fields)) {
        if (held[field] !== value) this.#violate('I4', `${user.id}.${field} differs in COR`);
      }
    }
    const { recorded } = await stateBase(openState(this.folder), systemClock);
    const request = {
      endpoint: this.server.origin,
      resend: [],
      selection: ALL,
      limits: NO_LIMITS,
      allowance: {},
      sensitive: [],
    };
    const { plan } = planUsers(desired, recorded, request);
    if (plan.changes.length > 0) this.#violate('I8', `${plan.changes.length} changes are left`);
    if (recorded.run !== null) this.#violate('I8', 'a run is open');
  }

  /** I6 and I7. */
  checkOutputs(): void {
    const texts = [...this.outputs, ...this.#journals.values()];
    if (texts.some((text) => text.includes(CANARY))) this.#violate('I6', 'a canary got out');
    const most = this.server.maxInFlightOfOneUser;
    if (most > 1) this.#violate('I7', `${most} requests of one user at a time`);
  }
}

/**
 * Checks I1 to I10 after whatever has happened: first on the record as it was left, then after one clean
 * apply. Returns the violations; none is the only good answer.
 */
export async function checkInvariants(history: History): Promise<readonly string[]> {
  history.look();
  await history.checkRecord();
  await history.applyCleanly();
  await history.checkRecord();
  await history.checkConverged();
  history.checkOutputs();
  return history.violations;
}

function intendsIn(journal: string, op: RunOperation): boolean {
  const id = JSON.stringify(op.id);
  return journal.split('\n').some((line) => {
    if (!line.includes('"type":"intent"') || !line.includes(id)) return false;
    const { record } = JSON.parse(line) as {
      readonly record: { readonly ops: readonly { readonly id: string }[] };
    };
    return record.ops.some(({ id }) => id === op.id);
  });
}

function isEqual(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): boolean {
  const [x, y] = [a, b].map((fields) => JSON.stringify(Object.entries(fields).sort()));
  return x === y;
}
