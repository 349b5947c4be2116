/**
 * Reads COR's list of users in passes. The list moves while it is read: somebody who leaves shifts all
 * later users by one, and one of them slips between two pages.
 */
import type { ApiError, DirectoryListing, ListedUser } from '../../core/ports/cor.js';
import type { ListPage } from './list-page.js';

/** Reads one page, counted from 1; an error if it can't be had. */
export type ReadPage = (page: number) => Promise<ListPage | ApiError>;

const MOST_PASSES = 3;
const IN_FLIGHT = 4;
/** 200,000 users. A list that goes on beyond is none. */
const MOST_PAGES = 4_000;

/** Reads until a pass is complete, three times at most. Of incomplete passes the union counts. */
export async function readList(readPage: ReadPage): Promise<DirectoryListing> {
  const union = new Map<number, ListedUser>();
  let last = await new Pass(readPage).run();
  for (let passes = 1; ; passes += 1) {
    if (last.complete) return listingOf(last.users, last);
    for (const user of last.users.values()) union.set(user.corId, user);
    if (passes === MOST_PASSES) return listingOf(union, last);
    last = await new Pass(readPage).run();
  }
}

interface PassEnd {
  readonly users: ReadonlyMap<number, ListedUser>;
  readonly complete: boolean;
  readonly claimed: number | null;
  readonly error: ApiError | null;
}

function listingOf(
  users: ReadonlyMap<number, ListedUser>,
  { complete, claimed, error }: PassEnd,
): DirectoryListing {
  const sorted = [...users.values()].sort((a, b) => a.corId - b.corId);
  return { users: sorted, complete, claimed, error };
}

class Pass {
  readonly #readPage: ReadPage;
  readonly #users = new Map<number, ListedUser>();
  readonly #totals = new Set<number | null>();
  /** The number of the next page to read, and of the first page behind which there is nothing. */
  #next = 1;
  #end = MOST_PAGES;
  /** How many users the first page has, unless it looks like one full page of several. */
  #firstEntries: number | null = null;
  #error: ApiError | null = null;

  constructor(readPage: ReadPage) {
    this.#readPage = readPage;
  }

  async run(): Promise<PassEnd> {
    const first = await this.#take(1);
    this.#next = 2;
    let upTo = first === null ? 1 : pagesOf(first);
    // lastPage and total may be wrong: only a page that is not full is the last one.
    for (let more = 1; this.#mayGoOn(); more = IN_FLIGHT) {
      await this.#readUpTo(upTo);
      upTo = Math.max(upTo, this.#next - 1) + more;
    }
    const [claimed = null] = this.#totals;
    return {
      users: this.#users,
      complete: this.#isComplete(claimed),
      claimed,
      error: this.#error,
    };
  }

  #mayGoOn(): boolean {
    return this.#error === null && this.#next <= this.#end;
  }

  async #readUpTo(page: number): Promise<void> {
    const work = async (): Promise<void> => {
      while (this.#mayGoOn() && this.#next <= page) await this.#take(this.#next++);
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  }

  async #take(number: number): Promise<ListPage | null> {
    const page = await this.#readPage(number);
    if ('class' in page) {
      this.#error ??= page;
      return null;
    }
    const before = this.#users.size;
    for (const user of page.users) this.#users.set(user.corId, user);
    // A server that ignores the number of the page would repeat the same users forever.
    const isLast = page.entries < page.size || this.#users.size === before;
    if (isLast) this.#end = Math.min(this.#end, number);
    this.#totals.add(page.total);
    if (number === 1 && page.entries !== page.size) this.#firstEntries = page.entries;
    return page;
  }

  /** A list without a claim is complete if all of it came at once. */
  #isComplete(claimed: number | null): boolean {
    if (this.#error !== null || this.#next > MOST_PAGES || this.#totals.size !== 1) return false;
    if (claimed !== null) return this.#users.size === claimed;
    return this.#firstEntries === this.#users.size;
  }
}

function pagesOf({ total, lastPage, size }: ListPage): number {
  return Math.min(MOST_PAGES, Math.max(lastPage ?? 1, Math.ceil((total ?? 0) / size)));
}
