/**
 * The users of the stand-in, and what COR's page of `PUT /v2/integrations/users/{id}` says of them.
 * What the page leaves open (HTTP status, JSON shape of errors) follows the shapes seen elsewhere in
 * COR's APIs.
 */
import { createHash } from 'node:crypto';
import { FIELD_NAMES, KNOWN_SOURCES, ROLE_NAMES } from '../core/model.js';
import type { ExternalId, FieldName, FieldValue, UserFields } from '../core/model.js';

/** An answer that is not sent yet. `body` is JSON data. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** What the stand-in knows of one user. */
export interface StoredUser {
  readonly externalId: ExternalId;
  readonly source: string;
  /** COR's own integer id. */
  readonly corId: number;
  readonly fields: UserFields;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** How many updates were carried out. */
  readonly updates: number;
  readonly email: string;
  readonly hidden: boolean;
}

/** A user who exists from the start. */
export interface SeedUser {
  readonly id: ExternalId;
  readonly fields?: UserFields;
  readonly email?: string;
  readonly hidden?: boolean;
}

/** What may be changed behind corform's back, as somebody does in COR by hand. */
export type HandMadeChange = Partial<Pick<StoredUser, 'fields' | 'email' | 'hidden'>>;

export interface ListFilters {
  readonly withHiddenUsers: boolean;
  readonly withPosition: boolean;
}

interface ListQuery extends ListFilters {
  /** Null, for `page=false`: all users at once, without the envelope. */
  readonly page: number | null;
  readonly perPage: number;
}

export interface StoreOptions {
  /** Who exists, or `any`: each id exists as soon as it is updated. */
  readonly users: readonly (ExternalId | SeedUser)[] | 'any';
  /** The source that the seeded users belong to. */
  readonly source: string;
  readonly companyId: number;
}

/** The fields that the answer repeats. Source: the vendor's example answer. */
const ECHOED = ['first_name', 'last_name', 'phone', 'role_id', 'daily_hours'] as const;
const FIRST_COR_ID = 8546;
const PAGE_LIMIT = 50;
const SOURCES: ReadonlySet<string> = new Set(KNOWN_SOURCES);
const NUMBERS: ReadonlySet<FieldName> = new Set<FieldName>(['role_id', 'daily_hours']);

export class UserStore {
  readonly #users = new Map<ExternalId, StoredUser>();
  /** COR's own integer ids of the positions, by their external ids. */
  readonly #positions = new Map<FieldValue, number>();
  readonly #options: StoreOptions;
  #nextCorId = FIRST_COR_ID;

  constructor(options: StoreOptions, now: string) {
    this.#options = options;
    if (options.users === 'any') return;
    for (const user of options.users) this.add(user, now);
  }

  get(id: ExternalId): StoredUser | undefined {
    return this.#users.get(id);
  }

  all(): readonly StoredUser[] {
    return [...this.#users.values()];
  }

  /** Adds somebody whom another system created. */
  add(user: ExternalId | SeedUser, now: string): StoredUser {
    const { id, ...given } = typeof user === 'string' ? { id: user } : user;
    const created = { ...this.#create(id, this.#options.source, now), ...given };
    this.#users.set(id, created);
    return created;
  }

  /** Changes somebody by hand: given fields replace the ones that are there. */
  change(id: ExternalId, { fields, ...change }: HandMadeChange, now: string): void {
    const user = this.#users.get(id);
    if (user === undefined) throw new Error('The sandbox knows no such user.');
    const merged = { ...user.fields, ...fields };
    this.#users.set(id, { ...user, ...change, fields: merged, updatedAt: now });
  }

  remove(id: ExternalId): void {
    this.#users.delete(id);
  }

  /** The first users leave, and strangers join behind the last one. */
  move(leave: number, join: number, now: string): void {
    for (const { externalId } of this.all().slice(0, leave)) this.remove(externalId);
    for (let i = 0; i < join; i += 1) this.add(`STRANGER-${this.#nextCorId}`, now);
  }

  /** Carries out one update, or refuses it as COR documents. Only the given fields change. */
  update(id: ExternalId, body: unknown, now: string): Reply {
    if (!isObject(body)) return refusal(400, 'ValidationError', 'The body must be a JSON object.');
    const source = isObject(body['metadata']) ? body['metadata']['source'] : undefined;
    if (typeof source !== 'string' || source === '') {
      return refusal(400, 'ValidationError', 'metadata.source is required.');
    }
    if (!SOURCES.has(source)) return refusal(400, 'InvalidSourceError', 'Unknown source.');
    const user = this.#find(id, source, now);
    if (user === undefined) return refusal(400, 'ZC001', 'Entity is not associated');
    if (user.source !== source) {
      return refusal(404, 'UserNotFoundError', 'No user with that external id for this source.');
    }
    const set = readFields(body);
    if (!('fields' in set)) return set;
    const updated: StoredUser = {
      ...user,
      fields: { ...user.fields, ...set.fields },
      updatedAt: now,
      updates: user.updates + 1,
    };
    this.#users.set(id, updated);
    return { status: 200, body: updateAnswer(updated, this.#options.companyId) };
  }

  /** The main API's list of users, or a page of it. `total` is a string there. */
  list({ page, perPage, ...filters }: ListQuery): Reply {
    const users = this.all().filter((user) => filters.withHiddenUsers || !user.hidden);
    const items = users.map((user) => this.#listItem(user, filters));
    if (page === null) return { status: 200, body: items };
    const size = Math.min(Math.max(perPage, 1), PAGE_LIMIT);
    const start = (page - 1) * size;
    return {
      status: 200,
      body: {
        total: String(users.length),
        perPage: size,
        page,
        lastPage: Math.max(1, Math.ceil(users.length / size)),
        data: items.slice(start, start + size),
      },
    };
  }

  /** The main API's item: it carries neither external id, source, phone, department nor seniority. */
  #listItem(user: StoredUser, filters: ListFilters): Readonly<Record<string, unknown>> {
    const { first_name, last_name, role_id, daily_hours, position } = user.fields;
    return {
      id: user.corId,
      first_name: first_name ?? null,
      last_name: last_name ?? null,
      email: user.email,
      role_id: role_id ?? null,
      daily_hours: daily_hours ?? null,
      user_position_id: this.#positionOf(user.fields.user_position_id),
      ...(filters.withPosition ? { position_name: position ?? null } : {}),
      hidden: user.hidden,
    };
  }

  #positionOf(external: FieldValue | undefined): number | null {
    if (external === undefined) return null;
    const known = this.#positions.get(external) ?? this.#positions.size + 1;
    this.#positions.set(external, known);
    return known;
  }

  #find(id: ExternalId, source: string, now: string): StoredUser | undefined {
    const known = this.#users.get(id);
    if (known !== undefined || this.#options.users !== 'any') return known;
    return this.#create(id, source, now, lastingCorId(id));
  }

  #create(
    id: ExternalId,
    source: string,
    now: string,
    corId: number = this.#nextCorId++,
  ): StoredUser {
    const user: StoredUser = {
      externalId: id,
      source,
      corId,
      fields: {},
      email: `user${corId}@example.com`,
      hidden: false,
      createdAt: now,
      updatedAt: now,
      updates: 0,
    };
    this.#users.set(id, user);
    return user;
  }
}

/** The same for an id each time: whoever starts the sandbox anew has the same people, as in COR. */
function lastingCorId(id: ExternalId): number {
  return createHash('sha256').update(id).digest().readUIntBE(0, 5);
}

/** COR's error shape `{status, name, code, message}`. */
export function refusal(status: number, code: string, message: string): Reply {
  const name = code.endsWith('Error') ? code : 'CORCustomError';
  return { status, body: { status, name, code, message } };
}

function readFields(body: Readonly<Record<string, unknown>>): { fields: UserFields } | Reply {
  const fields: Partial<Record<FieldName, FieldValue>> = {};
  for (const name of FIELD_NAMES) {
    const value = body[name];
    if (value === undefined) continue;
    if (name === 'role_id' && !(typeof value === 'number' && value in ROLE_NAMES)) {
      return refusal(400, 'InvalidRoleError', 'role_id is not a COR role.');
    }
    if (typeof value !== (NUMBERS.has(name) ? 'number' : 'string')) return wrongType(name);
    fields[name] = value as FieldValue;
  }
  const date = fields.hourly_rate_effective_from;
  if (date !== undefined && !isDate(String(date))) {
    return refusal(400, 'ValidationError', 'hourly_rate_effective_from must be YYYY-MM-DD.');
  }
  return { fields };
}

/** The shape in which COR reports failed field checks, with its unusual status. */
function wrongType(field: FieldName): Reply {
  const validation = NUMBERS.has(field) ? 'number' : 'string';
  return {
    status: 417,
    body: [{ field, validation, message: `${validation} validation failed on ${field}` }],
  };
}

function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Like the vendor's example: ids, email, five fields and the dates, and nothing else. */
function updateAnswer(user: StoredUser, companyId: number): Readonly<Record<string, unknown>> {
  const echo = Object.fromEntries(ECHOED.map((name) => [name, user.fields[name] ?? null]));
  return {
    id: user.corId,
    email: user.email,
    ...echo,
    company_id: companyId,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
