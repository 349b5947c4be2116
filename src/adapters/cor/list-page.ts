/** One page of COR's list of users, read leniently. Source: COR's page of `GET /users`. */
import { isNumberField, LISTED_FIELDS, type FieldName, type FieldValue } from '../../core/model.js';
import type { ListedUser } from '../../core/ports/cor.js';
import { isObject, readCorId, readNumber, type Json } from './json.js';

/** The most users that COR puts on a page. */
export const PAGE_SIZE = 50;

export interface ListPage {
  readonly users: readonly ListedUser[];
  /** How many entries the page has, those included that make no sense. */
  readonly entries: number;
  /** How many users COR claims to have, and on how many pages; null if it does not say. */
  readonly total: number | null;
  readonly lastPage: number | null;
  /** How many users COR puts on a page. A page that has as many may be followed by another one. */
  readonly size: number;
}

/** Reads `{total, perPage, page, lastPage, data: […]}`, or the bare list of an answer without pages. */
export function readListPage(json: unknown): ListPage | null {
  if (Array.isArray(json)) return pageOf(json, {});
  if (!isObject(json)) return null;
  if (Array.isArray(json['data'])) return pageOf(json['data'], json);
  // The envelope that COR puts around some answers.
  return isObject(json['data']) ? readListPage(json['data']) : null;
}

function pageOf(entries: readonly unknown[], { total, lastPage, perPage }: Json): ListPage {
  return {
    users: entries.map(readUser).filter((user) => user !== null),
    entries: entries.length,
    total: readCount(total),
    lastPage: readCount(lastPage),
    size: Math.min(PAGE_SIZE, Math.max(1, readCount(perPage) ?? PAGE_SIZE)),
  };
}

function readCount(value: unknown): number | null {
  const count = readNumber(value);
  return count !== null && Number.isSafeInteger(count) && count >= 0 ? count : null;
}

function readUser(entry: unknown): ListedUser | null {
  if (!isObject(entry)) return null;
  const corId = readCorId(entry['id']);
  if (corId === null) return null;
  const { email, hidden } = entry;
  return {
    corId,
    email: typeof email === 'string' && email !== '' ? email : null,
    fields: readFields(entry),
    hidden: hidden === true || hidden === 1 || hidden === '1' || hidden === 'true',
  };
}

function readFields(entry: Json): ListedUser['fields'] {
  const fields: Partial<Record<FieldName, FieldValue>> = {};
  for (const name of LISTED_FIELDS) {
    const value = entry[name];
    const read = isNumberField(name) ? readNumber(value) : readText(value);
    if (read !== null) fields[name] = read;
  }
  return fields;
}

/** A name may be a number, as far as JSON is concerned. */
function readText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
