/**
 * The users of the stand-in, and what COR's page of `PUT /v2/integrations/users/{id}` says of them.
 * What the page leaves open (HTTP status, JSON shape of errors) follows the shapes seen elsewhere in
 * COR's APIs.
 */
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
}

export interface StoreOptions {
  /** The external ids that exist, or `any`: each id exists as soon as it is updated. */
  readonly users: readonly ExternalId[] | 'any';
  /** The source that the seeded users belong to. */
  readonly source: string;
}

/** The fields that the answer repeats. Source: the vendor's example answer. */
const ECHOED = ['first_name', 'last_name', 'phone', 'role_id', 'daily_hours'] as const;
const FIRST_COR_ID = 8546;
const COMPANY_ID = 1234;
const PAGE_LIMIT = 50;
const SOURCES: ReadonlySet<string> = new Set(KNOWN_SOURCES);
const NUMBERS: ReadonlySet<FieldName> = new Set<FieldName>(['role_id', 'daily_hours']);

export class UserStore {
  readonly #users = new Map<ExternalId, StoredUser>();
  readonly #options: StoreOptions;

  constructor(options: StoreOptions, now: string) {
    this.#options = options;
    if (options.users === 'any') return;
    for (const id of options.users) this.#create(id, options.source, now);
  }

  get(id: ExternalId): StoredUser | undefined {
    return this.#users.get(id);
  }

  all(): readonly StoredUser[] {
    return [...this.#users.values()];
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
    return { status: 200, body: updateAnswer(updated) };
  }

  /** One page of the main API's list of users. `total` is a string there. */
  list(page: number, perPage: number): Reply {
    const size = Math.min(Math.max(perPage, 1), PAGE_LIMIT);
    const users = this.all();
    const start = (page - 1) * size;
    return {
      status: 200,
      body: {
        total: String(users.length),
        perPage: size,
        page,
        lastPage: Math.max(1, Math.ceil(users.length / size)),
        data: users.slice(start, start + size).map(listItem),
      },
    };
  }

  #find(id: ExternalId, source: string, now: string): StoredUser | undefined {
    const known = this.#users.get(id);
    if (known !== undefined || this.#options.users !== 'any') return known;
    return this.#create(id, source, now);
  }

  #create(id: ExternalId, source: string, now: string): StoredUser {
    const user: StoredUser = {
      externalId: id,
      source,
      corId: FIRST_COR_ID + this.#users.size,
      fields: {},
      createdAt: now,
      updatedAt: now,
      updates: 0,
    };
    this.#users.set(id, user);
    return user;
  }
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
function updateAnswer(user: StoredUser): Readonly<Record<string, unknown>> {
  const echo = Object.fromEntries(ECHOED.map((name) => [name, user.fields[name] ?? null]));
  return {
    id: user.corId,
    email: emailOf(user),
    ...echo,
    company_id: COMPANY_ID,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}

/** The main API's item: it carries neither external id, source, phone, department nor seniority. */
function listItem(user: StoredUser): Readonly<Record<string, unknown>> {
  return {
    id: user.corId,
    first_name: user.fields.first_name ?? null,
    last_name: user.fields.last_name ?? null,
    email: emailOf(user),
    role_id: user.fields.role_id ?? null,
    daily_hours: user.fields.daily_hours ?? null,
    user_position_id: null,
    position_name: user.fields.position ?? null,
    hidden: false,
  };
}

function emailOf(user: StoredUser): string {
  return `user${user.corId}@example.com`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
