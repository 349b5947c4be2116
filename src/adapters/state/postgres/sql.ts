/**
 * The tables and statements of the postgres backend.
 *
 * `states` has one row a state: which version is current, and the lock. Each change is one statement that
 * updates this row under a condition on its columns; PostgreSQL checks the condition again after waiting
 * for another writer of the row, so compare-and-swap holds at its default isolation level. Lock and
 * version share the row on purpose: the commit of a holder whose lock was broken is refused by the very
 * statement that would store it. `state_versions` has the texts.
 */

/** Versions that are kept, the current one among them. */
export const KEPT_VERSIONS = 50;

export const TABLES_EXIST = `select
  to_regclass('corform.states') is not null and to_regclass('corform.state_versions') is not null as ok`;

export const CREATE_TABLES = [
  'create schema if not exists corform',
  `create table if not exists corform.states (
    name text primary key,
    serial bigint,
    version text,
    lock_id text,
    lock_info text
  )`,
  `create table if not exists corform.state_versions (
    name text not null,
    serial bigint not null,
    version text not null,
    at timestamptz not null default now(),
    body text not null,
    primary key (name, serial)
  )`,
];

/** $1 name. Gives the row that everything else updates. */
export const ENSURE_ROW = 'insert into corform.states (name) values ($1) on conflict do nothing';

/** $1 name. */
export const READ = `select s.version, v.body
  from corform.states s
  left join corform.state_versions v
    on v.name = s.name and v.serial = s.serial and v.version = s.version
  where s.name = $1 and s.version is not null`;

/**
 * $1 name, $2 serial, $3 new version, $4 text, $5 expected version or null, $6 lock that must be held or
 * null. One row where it was stored, none where the condition does not hold.
 */
export const COMMIT = `with moved as (
    update corform.states set serial = $2::bigint, version = $3
    where name = $1 and version is not distinct from $5::text
      and ($6::text is null or lock_id = $6::text)
    returning name
  ), dropped as (
    delete from corform.state_versions
    where name in (select name from moved) and serial in (
      select serial from corform.state_versions where name = $1
      order by serial desc offset ${KEPT_VERSIONS - 1}
    )
  )
  insert into corform.state_versions (name, serial, version, body)
  select name, $2::bigint, $3, $4 from moved
  returning serial`;

/** $1 name, $2 serial, $3 version. One row where that version was stored. */
export const FIND_VERSION = `select 1 from corform.state_versions
  where name = $1 and serial = $2::bigint and version = $3`;

/** $1 name, $2 lock id, $3 LockInfo. One row where the lock is ours now. */
export const LOCK = `update corform.states set lock_id = $2, lock_info = $3
  where name = $1 and (lock_id is null or lock_id = $2) returning name`;

/** $1 name, $2 lock id. One row where it was ours. */
export const UNLOCK = `update corform.states set lock_id = null, lock_info = null
  where name = $1 and lock_id = $2 returning name`;

/** $1 name. */
export const LOCK_OWNER =
  'select lock_info from corform.states where name = $1 and lock_id is not null';

/** $1 name. */
export const VERSIONS = `select serial, at, version from corform.state_versions
  where name = $1 order by serial desc`;

/** $1 name, $2 serial. */
export const READ_VERSION =
  'select body from corform.state_versions where name = $1 and serial = $2::bigint';
