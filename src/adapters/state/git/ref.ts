/**
 * The ref that holds the state: where it points, what is there, and how it is moved. A push is never
 * believed to have failed because of its exit code: unless git found out before it sent anything, the
 * ref is read again, and its history decides whether the commit arrived.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Failure } from '../../../core/errors/failure.js';
import type { LockInfo, StateVersion } from '../../../core/ports.js';
import {
  badSetting,
  notAuthorised,
  notUnderstood,
  outcomeUnknown,
  unreachable,
  writeRefused,
} from '../backend-failure.js';
import { parseLockInfo } from '../lock-info.js';
import { isObjectId, parseCommit, parseTree } from './record.js';
import { gitMessage, type GitRepo } from './repo.js';
import type { GitResult } from '../../git/command.js';

/** What the ref points to. `commit: null` where there is no such ref. */
export interface Tip {
  readonly commit: string | null;
  /** The commit that it stands on, or null where it is the first. */
  readonly parent: string | null;
  /** The commit that wrote the state, or null where none is stored. */
  readonly version: StateVersion | null;
  readonly stateBlob: string | null;
  readonly lock: LockInfo | null;
  readonly lockBlob: string | null;
}

/** A tip that was just made, and is nowhere but in the private repository. */
export type NewTip = Tip & { readonly commit: string };

export type Push =
  | { readonly kind: 'landed' }
  /** The ref had moved: nothing was written. */
  | { readonly kind: 'moved' }
  /** The remote will not have it, moved or not: nothing was written. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unclear'; readonly reason: string };

/** Where the private repository keeps what it fetched. */
export const FETCHED = 'refs/corform/tip';
export const HISTORY_DEPTH = 300;
const NO_REF: Tip = {
  commit: null,
  parent: null,
  version: null,
  stateBlob: null,
  lock: null,
  lockBlob: null,
};
const IDENTITY = { name: 'corform', email: 'corform@localhost' };

export class GitRef {
  readonly #repo: GitRepo;
  readonly #name: string;
  /** For messages. */
  readonly #location: string;
  #known: Tip | null = null;

  constructor(repo: GitRepo, name: string, location: string) {
    this.#repo = repo;
    this.#name = name;
    this.#location = location;
  }

  /** What the ref was when we last looked or pushed. Only a push with it as lease proves it right. */
  get known(): Tip | null {
    return this.#known;
  }

  /** Asks the remote where the ref is and fetches the tip if it is new. */
  async refresh(): Promise<Tip> {
    let reason = '';
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const listed = await this.#repo.run(['ls-remote', 'state', this.#name]);
      if (listed.code !== 0) {
        // A repository that another process is repacking, a connection that broke: worth a second look.
        reason = gitMessage(listed);
        await pause(100 * attempt);
        continue;
      }
      const commit = commitOfRef(listed.stdout.toString('utf8'), this.#name);
      if (commit === null) return (this.#known = NO_REF);
      if (commit === this.#known?.commit) return this.#known;
      const fetched = await this.fetch(1);
      if (fetched.code === 0) return (this.#known = await this.#readTip());
      reason = gitMessage(fetched);
    }
    throw this.noAnswer(reason);
  }

  /** The failure for a remote that did not answer as it should, from what git said. */
  noAnswer(reason: string): Failure {
    const denied =
      /authentication failed|could not read (username|password)|permission denied|HTTP 403/i;
    if (!denied.test(reason)) return unreachable(this.#location, reason);
    const fix =
      'Give git a credential that may read and push the ref; `git push` must work as it is.';
    return notAuthorised(this.#location, reason, fix);
  }

  /** Fetches that many commits of the ref's history, for `git(...)` to look at. */
  fetch(depth: number): Promise<GitResult> {
    return this.#repo.run([
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
      `--depth=${depth}`,
      'state',
      `+${this.#name}:${FETCHED}`,
    ]);
  }

  async #readTip(): Promise<Tip> {
    const commit = await this.#repo.plumb(['rev-parse', '--verify', `${FETCHED}^{commit}`]);
    const raw = await this.#repo.plumb(['cat-file', 'commit', commit]);
    const blobs = parseTree(await this.#repo.plumb(['ls-tree', '-z', commit]));
    // The next commit would take the files of whoever works on this branch away.
    if (blobs === null) {
      throw badSetting(
        `\`state.ref\` (${this.#name}) holds other files than corform's: it needs a ref of its own`,
      );
    }
    const stateBlob = blobs.get('state.json') ?? null;
    const lockBlob = blobs.get('lock.json') ?? null;
    const { stateLine, parent } = parseCommit(raw);
    const lock = lockBlob === null ? null : parseLockInfo(await this.blobText(lockBlob));
    if (lockBlob !== null && lock === null) {
      throw notUnderstood(this.#location, 'lock.json in the ref is not a lock record');
    }
    return {
      commit,
      parent,
      version: versionAt(commit, stateBlob, stateLine),
      stateBlob,
      lock,
      lockBlob,
    };
  }

  /** The text of a blob: an object id, or `<commit>:<path>`. */
  async blobText(name: string): Promise<string> {
    const result = await this.#repo.run(['cat-file', 'blob', name]);
    if (result.code !== 0) throw notUnderstood(this.#location, gitMessage(result));
    return result.stdout.toString('utf8');
  }

  /** Writes a blob into the private repository and gives its id. */
  writeBlob(text: string): Promise<string> {
    return this.#repo.plumb(['hash-object', '-w', '--stdin'], text);
  }

  /** Makes the commit that leads from `tip` to `next`, in the private repository only. */
  async build(tip: Tip, message: string, next: Tip): Promise<NewTip> {
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
    const { stateLine } = parseCommit(`\n\n${message}`);
    const version = versionAt(commit, next.stateBlob, stateLine);
    return { ...next, parent: tip.commit, commit, version };
  }

  #pushCommand(tip: Tip, commit: string, more: readonly string[] = []): Promise<GitResult> {
    return this.#repo.run([
      'push',
      '--porcelain',
      '--no-verify',
      ...more,
      // An empty expectation means that the ref must not exist.
      `--force-with-lease=${this.#name}:${tip.commit ?? ''}`,
      'state',
      `${commit}:${this.#name}`,
    ]);
  }

  /**
   * Moves the ref from `tip` to `next`, or tells why not. Where it is unclear the very same commit is
   * pushed again: it can arrive once only, because the lease fits once only.
   */
  async push(tip: Tip, next: NewTip): Promise<Push> {
    let unclear: Push & { kind: 'unclear' } = { kind: 'unclear', reason: '' };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const result = await this.#pushCommand(tip, next.commit);
      const answer = result.code === 0 ? { kind: 'landed' as const } : rejection(result);
      // git found the ref moved before it sent anything: sure, unless an earlier push is in doubt. That
      // the remote rejected it is not: the HTTP library may have sent it twice, and the answer may be
      // that to the second, which met our own success.
      const settled = answer?.kind === 'landed' || (answer?.kind === 'moved' && attempt === 0);
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
  async #resolve(tip: Tip, next: NewTip, reason: string): Promise<Push> {
    const now = await this.refresh().catch(() => null);
    if (now === null) return { kind: 'unclear', reason };
    if (now.commit === next.commit) return { kind: 'landed' };
    if (now.commit === tip.commit) return { kind: 'unclear', reason };
    if (now.commit === null || now.parent === tip.commit) return { kind: 'moved' };
    // Somebody else's commit is on top. It may stand on ours.
    const fetched = await this.fetch(HISTORY_DEPTH);
    if (fetched.code !== 0) throw outcomeUnknown(this.#location, reason);
    const line = (await this.#repo.plumb(['rev-list', FETCHED])).split('\n');
    if (line.includes(next.commit)) return { kind: 'landed' };
    if (tip.commit === null || line.includes(tip.commit)) return { kind: 'moved' };
    throw outcomeUnknown(this.#location, reason);
  }

  /** The tip to try again from, or the failure that makes trying again pointless. */
  async afterFailedPush(tip: Tip, push: Exclude<Push, { kind: 'landed' }>): Promise<Tip> {
    // What was pushed may still arrive: the caller must not take this for a refusal.
    if (push.kind === 'unclear') throw outcomeUnknown(this.#location, push.reason);
    const now = await this.refresh();
    // A server may call a lost race by many names; that the ref has moved is what counts. A ref that is
    // locked at this moment is about to move.
    const final = push.kind === 'refused' && !/\block|failed to update ref/i.test(push.reason);
    if (final && now.commit === tip.commit) throw writeRefused(this.#location, push.reason);
    await pause(Math.floor(Math.random() * 50));
    return now;
  }

  /** Whether the remote would let us push. Throws Failure where not. */
  async tryPush(tip: Tip, commit: string): Promise<void> {
    const result = await this.#pushCommand(tip, commit, ['--dry-run']);
    if (result.code !== 0) throw writeRefused(this.#location, gitMessage(result));
  }
}

/** A text is of the version that its lock's `State:` line names, or of the commit that wrote it. */
function versionAt(
  commit: string,
  stateBlob: string | null,
  stateLine: string | null,
): StateVersion | null {
  if (stateBlob === null) return null;
  return stateLine === null || stateLine === 'none' ? commit : stateLine;
}

function commitOfRef(listing: string, ref: string): string | null {
  for (const line of listing.split('\n')) {
    const [commit = '', name] = line.split('\t');
    if (name === ref && isObjectId(commit)) return commit;
  }
  return null;
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
