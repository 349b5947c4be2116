/**
 * The state in a git ref of its own: compare-and-swap is `push --force-with-lease` with the expected
 * commit, history comes for free, and no server is needed but the one that has the code.
 * How it is written: git-backend-record.ts. How git is run: git-backend-repo.ts.
 *
 * A push is never believed to have failed because of its exit code: unless the remote said that it
 * rejected the update, the ref is read again, and the history decides whether the commit arrived.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  CommitResult,
  LockInfo,
  LockResult,
  StateBackend,
  StateVersion,
  StoredState,
  StoredVersion,
  UnlockResult,
} from '../core/ports.js';
import {
  badSetting,
  lockContended,
  notUnderstood,
  outcomeUnknown,
  unreachable,
  writeRefused,
} from './backend-failure.js';
import { parseLockInfo, serializeLockInfo } from './backend-lock-info.js';
import { OperationQueue } from './backend-queue.js';
import {
  isObjectId,
  lockMessage,
  parseCommit,
  serialOfSubject,
  stateMessage,
} from './git-backend-record.js';
import { GitRepo, gitMessage } from './git-backend-repo.js';
import { withoutCredentials, type GitResult } from './git-command.js';

export interface GitBackendOptions {
  /** The name of a remote of the repository in `cwd`, or an address. */
  readonly remote: string;
  /** A full ref name: `refs/heads/corform-state`. */
  readonly ref: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The deadline of one git command (default 60 s). */
  readonly timeoutMs?: number;
}

/** What the ref points to. `commit: null` where there is no such ref. */
interface Tip {
  readonly commit: string | null;
  /** The commit that wrote the state, or null where none is stored. */
  readonly version: StateVersion | null;
  readonly stateBlob: string | null;
  readonly lock: LockInfo | null;
  readonly lockBlob: string | null;
}

type Push =
  | { readonly kind: 'landed' }
  /** The ref had moved: nothing was written. */
  | { readonly kind: 'moved' }
  /** The remote will not have it, moved or not: nothing was written. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unclear'; readonly reason: string };

const NO_REF: Tip = { commit: null, version: null, stateBlob: null, lock: null, lockBlob: null };
const FETCHED = 'refs/corform/tip';
const ATTEMPTS = 12;
const HISTORY_DEPTH = 300;
const ALL_HISTORY = 2_147_483_647;
const IDENTITY = { name: 'corform', email: 'corform@localhost' };

export class GitBackend implements StateBackend {
  readonly kind = 'git';
  readonly location: string;
  readonly journals = null;
  readonly #ref: string;
  readonly #repo: GitRepo;
  readonly #queue = new OperationQueue();
  /** What the ref was when we last looked or pushed. Only a push with it as lease proves it right. */
  #known: Tip | null = null;
  /** The lock that this handle took and has not given back: without it nothing is committed. */
  #taken: string | null = null;

  constructor(options: GitBackendOptions) {
    if (!isRefName(options.ref)) {
      throw badSetting('`state.ref` must be a full ref name such as refs/heads/corform-state');
    }
    this.#ref = options.ref;
    this.location = withoutCredentials(`${options.remote} ${options.ref}`);
    this.#repo = new GitRepo({ ...options, timeoutMs: options.timeoutMs ?? 60_000 });
  }

  read(): Promise<StoredState | null> {
    return this.#queue.run(async () => {
      const tip = await this.#refresh();
      if (tip.stateBlob === null || tip.version === null) return null;
      return { text: await this.#blobText(tip.stateBlob), version: tip.version };
    });
  }

  commit(text: string, serial: number, expected: StateVersion | null): Promise<CommitResult> {
    return this.#queue.run(async () => {
      const blob = await this.#writeBlob(text);
      // What we know is good enough to try: the lease finds out when it is not.
      let tip = this.#known ?? (await this.#refresh());
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        if (!this.#mayCommit(tip, expected)) {
          tip = await this.#refresh();
          if (!this.#mayCommit(tip, expected)) return { kind: 'stale' };
        }
        const message = stateMessage(serial, nonce());
        const next = await this.#build(tip, message, { ...tip, stateBlob: blob });
        const push = await this.#push(tip, { ...next, version: next.commit });
        if (push.kind === 'landed') return { kind: 'committed', version: next.commit };
        tip = await this.#afterFailedPush(tip, push);
      }
      throw outcomeUnknown(this.location, 'the ref kept moving under us');
    });
  }

  #mayCommit(tip: Tip, expected: StateVersion | null): boolean {
    return tip.version === expected && (this.#taken === null || tip.lock?.ID === this.#taken);
  }

  lock(info: LockInfo): Promise<LockResult> {
    return this.#queue.run(async () => {
      let tip = await this.#refresh();
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        if (tip.lock !== null && tip.lock.ID !== info.ID) return { kind: 'busy', owner: tip.lock };
        if (tip.lock !== null) return this.#held(info.ID);
        const lockBlob = await this.#writeBlob(`${serializeLockInfo(info)}\n`);
        const message = lockMessage('lock', tip.version, nonce());
        const next = await this.#build(tip, message, { ...tip, lockBlob, lock: info });
        const push = await this.#push(tip, next);
        if (push.kind === 'landed') return this.#held(info.ID);
        tip = await this.#afterFailedPush(tip, push);
      }
      throw lockContended(this.location);
    });
  }

  #held(id: string): LockResult {
    this.#taken = id;
    return { kind: 'held', takenFrom: null };
  }

  unlock(id: string): Promise<UnlockResult> {
    return this.#queue.run(async () => {
      if (this.#taken === id) this.#taken = null;
      let tip = await this.#refresh();
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        if (tip.lock === null) return { kind: 'not-locked' };
        if (tip.lock.ID !== id) return { kind: 'not-owner', owner: tip.lock };
        const message = lockMessage('unlock', tip.version, nonce());
        const next = await this.#build(tip, message, { ...tip, lockBlob: null, lock: null });
        const push = await this.#push(tip, next);
        if (push.kind === 'landed') return { kind: 'unlocked' };
        tip = await this.#afterFailedPush(tip, push);
      }
      throw lockContended(this.location);
    });
  }

  lockOwner(): Promise<LockInfo | null> {
    return this.#queue.run(async () => (await this.#refresh()).lock);
  }

  holds(id: string): Promise<boolean> {
    return this.#queue.run(async () => (await this.#refresh()).lock?.ID === id);
  }

  versions(): Promise<readonly StoredVersion[]> {
    return this.#queue.run(async () => (await this.#history(HISTORY_DEPTH)).map((v) => v.stored));
  }

  readVersion(serial: number): Promise<string | null> {
    return this.#queue.run(async () => {
      for (const depth of [HISTORY_DEPTH, ALL_HISTORY]) {
        const found = (await this.#history(depth)).find((v) => v.stored.serial === serial);
        if (found !== undefined) return this.#blobText(`${found.commit}:state.json`);
      }
      return null;
    });
  }

  probe(): Promise<void> {
    return this.#queue.run(async () => {
      const tip = await this.#refresh();
      const trial = await this.#build(tip, lockMessage('unlock', tip.version, nonce()), tip);
      const result = await this.#pushCommand(tip, trial.commit, ['--dry-run']);
      if (result.code !== 0) throw writeRefused(this.location, gitMessage(result));
    });
  }

  /** Ends a git command that is under way: what it was pushing may or may not arrive. */
  close(): Promise<void> {
    return this.#repo.close();
  }

  /** Asks the remote where the ref is and fetches the tip if it is new. */
  async #refresh(): Promise<Tip> {
    let reason = '';
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const listed = await this.#repo.run(['ls-remote', 'state', this.#ref]);
      if (listed.code !== 0) {
        // A repository that another process is repacking, a connection that broke: worth a second look.
        reason = gitMessage(listed);
        await pause(100 * attempt);
        continue;
      }
      const commit = commitOfRef(listed.stdout.toString('utf8'), this.#ref);
      if (commit === null) return (this.#known = NO_REF);
      if (commit === this.#known?.commit) return this.#known;
      const fetched = await this.#fetch(1);
      if (fetched.code === 0) return (this.#known = await this.#readTip());
      reason = gitMessage(fetched);
    }
    throw unreachable(this.location, reason);
  }

  #fetch(depth: number): Promise<GitResult> {
    return this.#repo.run([
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
      `--depth=${depth}`,
      'state',
      `+${this.#ref}:${FETCHED}`,
    ]);
  }

  async #readTip(): Promise<Tip> {
    const commit = await this.#repo.plumb(['rev-parse', '--verify', `${FETCHED}^{commit}`]);
    const raw = await this.#repo.plumb(['cat-file', 'commit', commit]);
    const blobs = parseTree(await this.#repo.plumb(['ls-tree', '-z', commit]));
    // The next commit would take the files of whoever works on this branch away.
    if (blobs === null) {
      throw badSetting(
        `\`state.ref\` (${this.#ref}) holds other files than corform's: it needs a ref of its own`,
      );
    }
    const stateBlob = blobs.get('state.json') ?? null;
    const lockBlob = blobs.get('lock.json') ?? null;
    const { stateLine } = parseCommit(raw);
    const lock = lockBlob === null ? null : parseLockInfo(await this.#blobText(lockBlob));
    if (lockBlob !== null && lock === null) {
      throw notUnderstood(this.location, 'lock.json in the ref is not a lock record');
    }
    return {
      commit,
      version:
        stateBlob === null ? null : stateLine === null || stateLine === 'none' ? commit : stateLine,
      stateBlob,
      lock,
      lockBlob,
    };
  }

  async #blobText(name: string): Promise<string> {
    const result = await this.#repo.run(['cat-file', 'blob', name]);
    if (result.code !== 0) throw notUnderstood(this.location, gitMessage(result));
    return result.stdout.toString('utf8');
  }

  #writeBlob(text: string): Promise<string> {
    return this.#repo.plumb(['hash-object', '-w', '--stdin'], text);
  }

  /** Makes the commit that leads from `tip` to `next`, in the private repository only. */
  async #build(tip: Tip, message: string, next: Tip): Promise<Tip & { readonly commit: string }> {
    const entries = [
      ...(next.lockBlob === null ? [] : [`100644 blob ${next.lockBlob}\tlock.json\n`]),
      ...(next.stateBlob === null ? [] : [`100644 blob ${next.stateBlob}\tstate.json\n`]),
    ];
    const tree = await this.#repo.plumb(['mktree'], entries.join(''));
    const commit = await this.#repo.plumb(
      [
        ...['-c', `user.name=${IDENTITY.name}`, '-c', `user.email=${IDENTITY.email}`],
        'commit-tree',
        tree,
        ...(tip.commit === null ? [] : ['-p', tip.commit]),
      ],
      message,
    );
    return { ...next, commit };
  }

  #pushCommand(tip: Tip, commit: string, more: readonly string[] = []): Promise<GitResult> {
    return this.#repo.run([
      'push',
      '--porcelain',
      '--no-verify',
      ...more,
      // An empty expectation means that the ref must not exist.
      `--force-with-lease=${this.#ref}:${tip.commit ?? ''}`,
      'state',
      `${commit}:${this.#ref}`,
    ]);
  }

  /**
   * Moves the ref from `tip` to `next`, or tells why not. Where it is unclear the very same commit is
   * pushed again: it can arrive once only, because the lease fits once only.
   */
  async #push(tip: Tip, next: Tip & { readonly commit: string }): Promise<Push> {
    let unclear: Push & { kind: 'unclear' } = { kind: 'unclear', reason: '' };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const result = await this.#pushCommand(tip, next.commit);
      const answer = result.code === 0 ? { kind: 'landed' as const } : rejection(result);
      // After a push in doubt a rejection may well be the echo of our own success.
      const settled = answer?.kind === 'landed' || (answer !== null && attempt === 0);
      const push = settled ? answer : await this.#resolve(tip, next, gitMessage(result));
      if (push.kind === 'landed') this.#known = next;
      if (push.kind !== 'unclear') return push;
      if (answer?.kind === 'refused') return answer;
      unclear = push;
      await pause(200 * attempt);
    }
    return unclear;
  }

  /** There was no answer, or none that says for sure: the ref and its history decide. */
  async #resolve(tip: Tip, next: Tip & { readonly commit: string }, reason: string): Promise<Push> {
    const now = await this.#refresh().catch(() => null);
    if (now === null) return { kind: 'unclear', reason };
    if (now.commit === next.commit) return { kind: 'landed' };
    if (now.commit === tip.commit) return { kind: 'unclear', reason };
    if (now.commit === null) return { kind: 'moved' };
    // Somebody else's commit is on top. It may stand on ours.
    const fetched = await this.#fetch(HISTORY_DEPTH);
    if (fetched.code !== 0) throw outcomeUnknown(this.location, reason);
    const line = (await this.#repo.plumb(['rev-list', FETCHED])).split('\n');
    if (line.includes(next.commit)) return { kind: 'landed' };
    if (tip.commit === null || line.includes(tip.commit)) return { kind: 'moved' };
    throw outcomeUnknown(this.location, reason);
  }

  /** The tip to try again from, or the failure that makes trying again pointless. */
  async #afterFailedPush(tip: Tip, push: Exclude<Push, { kind: 'landed' }>): Promise<Tip> {
    // What was pushed may still arrive: the caller must not take this for a refusal.
    if (push.kind === 'unclear') throw outcomeUnknown(this.location, push.reason);
    const now = await this.#refresh();
    // A server may call a lost race by many names; that the ref has moved is what counts. A ref that is
    // locked at this moment is about to move.
    const final = push.kind === 'refused' && !/\block|failed to update ref/i.test(push.reason);
    if (final && now.commit === tip.commit) throw writeRefused(this.location, push.reason);
    await pause(Math.floor(Math.random() * 50));
    return now;
  }

  async #history(
    depth: number,
  ): Promise<readonly { readonly stored: StoredVersion; readonly commit: string }[]> {
    if ((await this.#refresh()).commit === null) return [];
    const fetched = await this.#fetch(depth);
    if (fetched.code !== 0) throw unreachable(this.location, gitMessage(fetched));
    const log = await this.#repo.plumb(['log', '--format=%H %ct %s', FETCHED]);
    const seen = new Set<number>();
    return log.split('\n').flatMap((line) => {
      const [, commit = '', seconds = '', subject = ''] = /^(\S+) (\d+) (.*)$/.exec(line) ?? [];
      const serial = serialOfSubject(subject);
      if (serial === null || seen.has(serial)) return [];
      seen.add(serial);
      const at = new Date(Number(seconds) * 1000).toISOString();
      return [{ commit, stored: { serial, at, label: commit.slice(0, 12) } }];
    });
  }
}

function nonce(): string {
  return randomBytes(16).toString('hex');
}

/** Git's own rules for ref names, as far as they keep a name from being read as anything else. */
function isRefName(ref: string): boolean {
  return (
    /^refs\/[^/]+\/[^\s~^:?*[\\\p{Cc}]+$/u.test(ref) &&
    !/\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(ref)
  );
}

function commitOfRef(listing: string, ref: string): string | null {
  for (const line of listing.split('\n')) {
    const [commit = '', name] = line.split('\t');
    if (name === ref && isObjectId(commit)) return commit;
  }
  return null;
}

/** The blobs of a tree by name; null where there is anything that we never write. */
function parseTree(listing: string): ReadonlyMap<string, string> | null {
  const blobs = new Map<string, string>();
  for (const entry of listing.split('\0')) {
    if (entry === '') continue;
    const [, blob = '', name = ''] =
      /^\d+ blob ([0-9a-f]+)\t(state\.json|lock\.json)$/.exec(entry) ?? [];
    if (name === '') return null;
    blobs.set(name, blob);
  }
  return blobs;
}

/** What the remote, or git before sending anything, said about the update; null where nobody said no. */
function rejection(result: GitResult): Exclude<Push, { kind: 'landed' }> | null {
  if (result.end !== 'exit') return null;
  const line = result.stdout
    .toString('utf8')
    .split('\n')
    .find((text) => text.startsWith('!\t'));
  if (line === undefined) return null;
  if (line.includes('[rejected] (stale info)')) return { kind: 'moved' };
  if (line.includes('[remote rejected]')) return { kind: 'refused', reason: gitMessage(result) };
  return null;
}
