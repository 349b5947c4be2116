/**
 * How state and lock are written into the ref, as pure text.
 *
 * The tree of the ref's tip has `state.json` (the state's exact text) and, while locked, `lock.json`
 * (the LockInfo). Each change is one commit on top of the last: a write of the state, a lock, an unlock.
 * State and lock share one ref on purpose: breaking a lock moves the ref, so the next push of the holder
 * that lost it is refused by the server itself.
 *
 * A version of the state is the id of the commit that wrote it. The commits of locks carry that id
 * along in a `State:` line, so the tip alone tells everything and a fetch of depth 1 is enough.
 * Each message ends with a random line: two writers never make the same commit, and so can't both
 * believe that theirs arrived.
 */

import { isObjectId } from '../../git/object-id.js';

export interface CommitRecord {
  /** The first commit that it stands on, or null. */
  readonly parent: string | null;
  /** What its `State:` line says: a commit, `none`, or null if there is no such line. */
  readonly stateLine: string | null;
}

/** No user data and no time: what happened, and nothing of whom it happened to. */
export function stateMessage(serial: number, nonce: string): string {
  return `corform: state serial ${serial} [skip ci]\n\nNonce: ${nonce}\n`;
}

export function lockMessage(
  what: 'lock' | 'unlock',
  stateVersion: string | null,
  nonce: string,
): string {
  return `corform: ${what} [skip ci]\n\nState: ${stateVersion ?? 'none'}\nNonce: ${nonce}\n`;
}

/** The serial of a commit's subject line, or null. */
export function serialOfSubject(subject: string): number | null {
  const found = /^corform: state serial (\d{1,15}) \[skip ci\]$/.exec(subject);
  return found?.[1] === undefined ? null : Number(found[1]);
}

/** Reads a raw commit object. What does not look like ours is a commit by hand: its own version. */
export function parseCommit(raw: string): CommitRecord {
  const parent = /^tree \S+\nparent ([0-9a-f]+)\n/.exec(raw)?.[1] ?? null;
  const message = raw.slice(raw.indexOf('\n\n') + 2);
  const [subject = '', ...body] = message.split('\n');
  const ours = /^corform: (lock|unlock) \[skip ci\]$/.test(subject);
  const line = body.find((text) => text.startsWith('State: '))?.slice('State: '.length) ?? null;
  const known = line !== null && (line === 'none' || isObjectId(line));
  return { parent, stateLine: ours && known ? line : null };
}

/** The blobs of a tree (`ls-tree -z`) by name; null if there is anything that we never write. */
export function parseTree(listing: string): ReadonlyMap<string, string> | null {
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

/** Git's own rules for ref names, as far as they keep a name from being read as anything else. */
export function isRefName(ref: string): boolean {
  return (
    /^refs\/[^/]+\/[^\s~^:?*[\\\p{Cc}]+$/u.test(ref) &&
    !/\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(ref)
  );
}
