/** The remote backends of the state: git, http, postgres, s3. */
import type { ErrorEntry } from './entry.js';

export const BACKEND_UNREACHABLE = {
  code: 'CF450',
  kind: 'error',
  title: "The state backend can't be reached",
  meaning:
    'corform could not connect, or the connection broke before the request was sent. Nothing was written.',
  fix: 'Check the address, the network and the TLS certificate, then run the command again.',
} as const satisfies ErrorEntry;

export const STATE_WRITE_UNKNOWN = {
  code: 'CF451',
  kind: 'error',
  title: 'The outcome of a write to the state backend is unknown',
  meaning:
    'The connection broke or timed out during a write, and reading again did not show whether the write arrived.',
  fix: 'Run the command again. It first reads what is stored, and recovers an open run.',
} as const satisfies ErrorEntry;

export const BACKEND_CREDENTIALS_REFUSED = {
  code: 'CF452',
  kind: 'not-authorised',
  title: 'The state backend refused the credentials',
  meaning: 'The backend answered that the user or token is unknown, or lacks permission.',
  fix: 'Check the credentials that docs/state.md lists for this backend.',
} as const satisfies ErrorEntry;

export const BACKEND_NOT_UNDERSTOOD = {
  code: 'CF453',
  kind: 'error',
  title: 'The answer of the state backend was not understood',
  meaning:
    'The answer is not part of the protocol of the backend. It may be a redirect, an error page or a broken lock record.',
  fix: 'Check that the address leads to a state backend. If a lock record is broken, remove it by hand.',
} as const satisfies ErrorEntry;

export const INVALID_BACKEND_SETTING = {
  code: 'CF454',
  kind: 'invalid-input',
  title: 'A setting of the state backend is not valid',
  meaning: "The address, the remote, the ref or another setting of `state` can't be used.",
  fix: 'Correct the setting that the message names, in corform.yaml or in its environment twin.',
} as const satisfies ErrorEntry;

export const STATE_WRITE_REFUSED = {
  code: 'CF455',
  kind: 'error',
  title: 'The state backend did not accept the write',
  meaning:
    'The backend answered, but refused to store the state. A hook, a protected branch, a quota or a full disk can be the reason. Nothing was written.',
  fix: 'Give the user of the backend write access. The message repeats the reason that the backend gave.',
} as const satisfies ErrorEntry;

export const GIT_UNUSABLE = {
  code: 'CF460',
  kind: 'error',
  title: 'git is missing or too old',
  meaning: 'The git backend runs the `git` program, version 2.32 or newer.',
  fix: 'Install git 2.32 or newer and make sure that it is on the PATH.',
} as const satisfies ErrorEntry;

export const UNKNOWN_GIT_REMOTE = {
  code: 'CF461',
  kind: 'invalid-input',
  title: 'The git remote of the state is unknown',
  meaning: '`state.remote` is neither a remote of this repository nor an address.',
  fix: 'Run `git remote -v` and set `state.remote` to one of the names, or CORFORM_STATE_REMOTE to an address.',
} as const satisfies ErrorEntry;

export const GIT_REPOSITORY_NOT_TRUSTED = {
  code: 'CF462',
  kind: 'error',
  title: 'git does not trust the checkout',
  meaning: 'A different user owns the checkout, so git refuses to read it, even its remotes.',
  fix: 'If you trust it: `git config --global --add safe.directory FOLDER`.',
} as const satisfies ErrorEntry;

export const GIT_PROTOCOL_REFUSED = {
  code: 'CF463',
  kind: 'invalid-input',
  title: 'corform does not use this protocol for the state',
  meaning:
    'The address of the git remote starts a program (`ext::`, or a remote helper that corform.yaml names), or your git does not allow its protocol. A pull request can change corform.yaml, and must not be able to run programs.',
  fix: 'Add a git remote with that address and set `state.remote` to its name, or use https or ssh.',
} as const satisfies ErrorEntry;

export const GIT_OBJECT_FORMAT_DIFFERS = {
  code: 'CF464',
  kind: 'invalid-input',
  title: 'The git remote has another object format',
  meaning:
    "Either the checkout or its remote uses SHA-1 and the other uses SHA-256. git can't exchange objects between the two.",
  fix: 'Use a remote of the same object format as the checkout (`git rev-parse --show-object-format`).',
} as const satisfies ErrorEntry;

export const TEXT_NOT_KEPT = {
  code: 'CF466',
  kind: 'error',
  title: 'The state server changes the text that it stores',
  meaning:
    'The server did not return the text that corform stored: it keeps JSON data instead of the text, or wraps it. The checksum of a state covers its exact text, so corform could never read it again.',
  fix: 'Use a server that returns the exact bytes that it was given, or another backend. Remove what was stored there.',
} as const satisfies ErrorEntry;

export const WRITES_NOT_FENCED = {
  code: 'CF467',
  kind: 'notice',
  title: 'The state server does not check the lock on a write',
  meaning:
    'The server accepts a write whose `?ID=` is not that of the lock. corform checks the lock before each write, so two runs can only collide in the moment between these two requests.',
  fix: 'Nothing to do. If several runs can overlap, prefer a server that compares `?ID=` (GitLab does), or the git, postgres or s3 backend.',
} as const satisfies ErrorEntry;

export const STATE_TABLES_MISSING = {
  code: 'CF471',
  kind: 'error',
  title: 'The tables of the state are missing',
  meaning:
    "The database has no schema `corform` with the tables of the state, or its user can't see it.",
  fix: 'Run `corform init` with a database user that may create a schema.',
} as const satisfies ErrorEntry;

export const DATABASE_READ_ONLY = {
  code: 'CF472',
  kind: 'error',
  title: 'The database is read-only',
  meaning:
    'The server is a replica, or the transactions of this user are read-only. Nothing was written.',
  fix: 'Point CORFORM_POSTGRES_URL at the primary server.',
} as const satisfies ErrorEntry;

export const DATABASE_REFUSED = {
  code: 'CF473',
  kind: 'error',
  title: 'The database refused a statement',
  meaning: 'PostgreSQL answered with an error; the message names its SQLSTATE.',
  fix: 'Look up the SQLSTATE in appendix A of the PostgreSQL manual.',
} as const satisfies ErrorEntry;

export const CONDITIONS_NOT_HONOURED = {
  code: 'CF480',
  kind: 'error',
  title: 'The object store does not honour conditional writes',
  meaning:
    'The store accepted a write that must fail (`If-None-Match: *` on an existing object, or `If-Match` with another ETag). Two applies could overwrite each other.',
  fix: 'Use a store that honours conditional writes (Amazon S3, Cloudflare R2, MinIO), or another backend.',
} as const satisfies ErrorEntry;

export const BUCKET_MISSING = {
  code: 'CF481',
  kind: 'error',
  title: 'The bucket of the state does not exist',
  meaning: 'The object store answered that it has no such bucket.',
  fix: 'Create the bucket, or correct `state.bucket`.',
} as const satisfies ErrorEntry;
