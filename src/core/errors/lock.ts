/** The lock of the state: taken, waited for, taken over, lost, released. */
import type { ErrorEntry } from './entry.js';

export const STATE_LOCKED = {
  code: 'CF701',
  kind: 'conflict',
  title: 'The state is locked',
  meaning: 'Another command is working on the recorded state. The message shows whose.',
  fix: 'Wait with `--lock-timeout 10m`. If you are sure that the other run is dead: `corform state unlock ID`.',
} as const satisfies ErrorEntry;

export const WAITING_FOR_LOCK = {
  code: 'CF702',
  kind: 'notice',
  title: 'Waiting for the lock',
  meaning:
    'Another command is working on the recorded state, and `--lock-timeout` has not passed yet.',
  fix: 'Nothing to do: the command continues as soon as the lock is free.',
} as const satisfies ErrorEntry;

export const DEAD_LOCK_TAKEN_OVER = {
  code: 'CF703',
  kind: 'notice',
  title: 'The lock of a dead run was taken over',
  meaning:
    'The owner of the lock is provably gone, or has stopped renewing it. corform recovers its open run.',
  fix: 'Nothing to do.',
} as const satisfies ErrorEntry;

export const LOCK_LOST = {
  code: 'CF704',
  kind: 'notice',
  title: 'The lock was lost',
  meaning:
    'Somebody unlocked the state while the command ran. The record is still consistent: the first write of each run checks that no other run has started.',
  fix: 'Find out who did it. Only unlock a run if you are sure that it is dead.',
} as const satisfies ErrorEntry;

export const LOCK_NOT_RELEASED = {
  code: 'CF705',
  kind: 'notice',
  title: 'The lock could not be released',
  meaning: 'The work is done and recorded, but the lock is still there.',
  fix: '`corform state unlock ID`',
} as const satisfies ErrorEntry;

export const LOCK_NOT_UNDERSTOOD = {
  code: 'CF432',
  kind: 'error',
  title: "The lock of the state can't be understood",
  meaning: "A lock file is damaged, so corform can't see whether the lock is held.",
  fix: 'Make sure that no corform is running here, then remove the lock files that the message names.',
} as const satisfies ErrorEntry;

export const LOCK_INACCESSIBLE = {
  code: 'CF433',
  kind: 'error',
  title: "The lock of the state can't be read or written",
  meaning: 'The operating system refused access to the lock files next to the state.',
  fix: 'Check the permissions and the free space of the folder of the state.',
} as const satisfies ErrorEntry;

export const LOCK_CONTENDED = {
  code: 'CF456',
  kind: 'conflict',
  title: "The lock of the state backend can't be taken now",
  meaning:
    'Other runs took and released the lock so fast that corform could not get it in several attempts.',
  fix: 'Run the command again.',
} as const satisfies ErrorEntry;

export const LOCK_OWNER_UNKNOWN = {
  code: 'CF457',
  kind: 'conflict',
  title: 'The state backend does not say who holds the lock',
  meaning:
    'The server refused to lock the state and did not name an owner. Somebody may hold the lock. Some servers also give this answer to a request that they do not support.',
  fix: 'If nobody is at work, check the lock address and method. While the state is locked, the server must answer LOCK with the LockInfo of the owner, as the protocol of Terraform demands.',
} as const satisfies ErrorEntry;

export const LOCKS_NOT_ENFORCED = {
  code: 'CF465',
  kind: 'error',
  title: 'The state server does not enforce locks',
  meaning:
    'The server granted a second lock while the first one was held. Two applies could run at the same time.',
  fix: 'Use a server that answers 423 or 409 to LOCK while the state is locked, or another backend.',
} as const satisfies ErrorEntry;

export const LOCK_ID_NEEDED = {
  code: 'CF612',
  kind: 'usage',
  title: 'The id of the lock is missing',
  meaning: '`state unlock` needs the id of the lock, so nobody removes a lock by mistake.',
  fix: 'If you are sure that the other run is dead, run the command that the message shows.',
} as const satisfies ErrorEntry;

export const OTHER_LOCK_ID = {
  code: 'CF613',
  kind: 'conflict',
  title: 'The lock has another id',
  meaning: 'Somebody else holds the lock by now. corform did not remove it.',
  fix: 'The message shows the owner. Wait for that run.',
} as const satisfies ErrorEntry;
