/**
 * The ref that holds the state: where it points, what is there, and how it is moved. A push is never
 * believed to have failed because of its exit code: unless git found out before it sent anything, the
 * ref is read again, and its history decides whether the commit arrived.
 */
import type { LockInfo, StateVersion } from '../../../core/ports/state.js';
import { GIT_OBJECT_FORMAT_DIFFERS } from '../../../core/errors/backend.js';
import {
  backendFailure,
  badSetting,
  notAuthorised,
  notUnderstood,
  writeRefused,
} from '../backend-failure.js';
import {
  ask,
  NoAnswer,
  write,
  type Answered,
  type AskedBackend,
  type Trace,
  type WriteEnd,
} from '../attempts.js';
import { parseLockInfo } from '../lock-info.js';
import { isObjectId } from '../../git/object-id.js';
import { parseCommit, parseTree } from './record.js';
import { gitMessage } from './message.js';
import type { GitRepo } from './repo.js';
import type { GitResult } from '../../git/command.js';

/** What the ref points to. `commit: null` if there is no such ref. */
export interface Tip {
  readonly commit: string | null;
  /** The commit that it stands on, or null if it is the first. */
  readonly parent: string | null;
  /** The commit that wrote the state, or null if none is stored. */
  readonly version: StateVersion | null;
  readonly stateBlob: string | null;
  readonly lock: LockInfo | null;
  readonly lockBlob: string | null;
}

/** A tip that was just made, and is nowhere but in the private repository. */
export type NewTip = Tip & { readonly commit: string };

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
const OTHER_FORMAT = /mismatched algorithms|does not support this repository's hash algorithm/i;
const DENIED =
  /authentication failed|could not read (username|password)|permission denied|HTTP 403/i;

export class GitRef {
  readonly #repo: GitRepo;
  readonly #name: string;
  readonly #asked: AskedBackend;
  #known: Tip | null = null;

  constructor(repo: GitRepo, name: string, asked: AskedBackend) {
    this.#repo = repo;
    this.#name = name;
    this.#asked = asked;
  }

  /** What the ref was when we last looked or pushed. Only a push with it as lease proves it right. */
  get known(): Tip | null {
    return this.#known;
  }

  /** Asks the remote where the ref is and fetches the tip if it is new. */
  refresh(): Promise<Tip> {
    return ask(this.#asked, async () => {
      const listed = await this.#repo.run(['ls-remote', 'state', this.#name]);
      // A repository that another process is repacking, a connection that broke: worth a second look.
      if (listed.code !== 0) throw this.#noAnswer(listed);
      const commit = commitOfRef(listed.stdout.toString('utf8'), this.#name);
      if (commit === null) return (this.#known = NO_REF);
      if (commit === this.#known?.commit) return this.#known;
      await this.#fetch(1);
      return (this.#known = await this.#readTip());
    });
  }

  /** Fetches that many commits of the ref's history into `FETCHED`. */
  fetch(depth: number): Promise<void> {
    return ask(this.#asked, () => this.#fetch(depth));
  }

  async #fetch(depth: number): Promise<void> {
    const result = await this.#repo.run([
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-recurse-submodules',
      '--no-write-fetch-head',
      `--depth=${depth}`,
      'state',
      `+${this.#name}:${FETCHED}`,
    ]);
    if (result.code !== 0) throw this.#noAnswer(result);
  }

  /** What to make of a remote that did not answer as it should, from what git said. */
  #noAnswer(result: GitResult): Error {
    const reason = gitMessage(result);
    const { location } = this.#asked;
    if (OTHER_FORMAT.test(reason)) return this.#otherFormat(reason);
    if (!DENIED.test(reason)) return new NoAnswer(reason, false);
    const fix =
      'Give git a credential that can read and push the ref. A plain `git push` must work.';
    return notAuthorised(location, reason, fix);
  }

  #otherFormat(reason: string): Error {
    const summary = `the git remote and this checkout have different object formats: ${this.#asked.location}`;
    return backendFailure(GIT_OBJECT_FORMAT_DIFFERS, summary, {
      detail: reason,
      fix: 'Use a remote with the same object format. `git rev-parse --show-object-format` shows it in both.',
    });
  }

  async #readTip(): Promise<Tip> {
    const commit = await this.#repo.plumb(['rev-parse', '--verify', `${FETCHED}^{commit}`]);
    const raw = await this.#repo.plumb(['cat-file', 'commit', commit]);
    const blobs = parseTree(await this.#repo.plumb(['ls-tree', '-z', commit]));
    // The next commit would take the files of whoever works on this branch away.
    if (blobs === null) {
      throw badSetting(
        `\`state.ref\` (${this.#name}) has files that corform did not write: the state needs a separate ref`,
      );
    }
    const stateBlob = blobs.get('state.json') ?? null;
    const lockBlob = blobs.get('lock.json') ?? null;
    const { stateLine, parent } = parseCommit(raw);
    const lock = lockBlob === null ? null : parseLockInfo(await this.blobText(lockBlob));
    if (lockBlob !== null && lock === null) {
      throw notUnderstood(this.#asked.location, 'lock.json in the ref is not a lock record');
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
    if (result.code !== 0) throw notUnderstood(this.#asked.location, gitMessage(result));
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
      ['commit-tree', tree, ...(tip.commit === null ? [] : ['-p', tip.commit])],
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
   * Moves the ref from `tip` to `next`. If it is unclear whether that was done the very same commit is pushed
   * again: it can arrive once only, because the lease fits once only.
   */
  async push(tip: Tip, next: NewTip): Promise<WriteEnd<NewTip>> {
    const end = await write(this.#asked, {
      send: async (): Promise<Answered<NewTip>> => {
        const result = await this.#pushCommand(tip, next.commit);
        if (result.code === 0) return { kind: 'written', value: next };
        return this.#rejection(result);
      },
      look: () => this.#lookFor(tip, next),
    });
    if (end.kind === 'written') this.#known = next;
    return end;
  }

  /**
   * What the remote, or git before sending anything, said about the update. That the remote rejected it may
   * be the answer to a second copy, which met our own success: the HTTP library may have sent it twice.
   */
  #rejection(result: GitResult): Answered<NewTip> {
    const reason = gitMessage(result);
    if (OTHER_FORMAT.test(reason)) throw this.#otherFormat(reason);
    const line = result.stdout
      .toString('utf8')
      .split('\n')
      .find((text) => text.startsWith('!\t'));
    if (result.end !== 'exit' || line === undefined) throw new NoAnswer(reason, true);
    if (line.includes('[rejected] (stale info)')) return { kind: 'stale' };
    if (!line.includes('[remote rejected]')) throw new NoAnswer(reason, true);
    // A server may call a lost race by many names. A ref that is locked at this moment is about to move.
    const kind = /\block|failed to update ref/i.test(reason) ? 'busy' : 'refused';
    return { kind, failure: writeRefused(this.#asked.location, reason) };
  }

  /** Looks whether the ref, or its history, has our commit. */
  async #lookFor(tip: Tip, next: NewTip): Promise<Trace<NewTip>> {
    const now = await this.refresh();
    if (now.commit === next.commit) return { kind: 'written', value: next };
    if (now.commit === tip.commit) return { kind: 'untouched' };
    if (now.commit === null || now.parent === tip.commit) return { kind: 'replaced' };
    // Somebody else's commit is on top. It may stand on ours.
    await this.fetch(HISTORY_DEPTH);
    const line = (await this.#repo.plumb(['rev-list', FETCHED])).split('\n');
    if (line.includes(next.commit)) return { kind: 'written', value: next };
    const isWhole = tip.commit === null || line.includes(tip.commit);
    return { kind: isWhole ? 'replaced' : 'unclear' };
  }

  /** Whether the remote would let us push. Throws Failure if not. */
  async tryPush(tip: Tip, commit: string): Promise<void> {
    const result = await this.#pushCommand(tip, commit, ['--dry-run']);
    if (result.code === 0) return;
    const reason = gitMessage(result);
    throw OTHER_FORMAT.test(reason)
      ? this.#otherFormat(reason)
      : writeRefused(this.#asked.location, reason);
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
