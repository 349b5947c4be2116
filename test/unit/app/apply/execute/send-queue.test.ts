import { expect, test } from 'vitest';
import { SendQueue } from '../../../../../src/app/apply/execute/send-queue.js';
import { NEW_PUT } from '../../../../../src/core/sending/retry-policy.js';

const update = (id: string) => ({ id, source: 'OKTA', set: {} });
const again = (id: string, dueAt: number) => ({
  update: update(id),
  history: NEW_PUT,
  dueAt,
});

test('what is due again comes first, by its time, and in order at the same time', () => {
  const queue = new SendQueue();
  queue.add([update('new')]);
  for (const [id, dueAt] of [
    ['late', 30],
    ['first', 20],
    ['second', 20],
    ['early', 10],
  ] as const)
    queue.addAgain(again(id, dueAt));
  const taken = Array.from({ length: 5 }, () => queue.take(30)?.update.id);
  expect(taken).toEqual(['early', 'first', 'second', 'late', 'new']);
  expect(queue.take(30)).toBeUndefined();
});

test('what is not due yet waits, and new ones go first', () => {
  const queue = new SendQueue();
  queue.addAgain(again('late', 30));
  expect(queue.nextDueAt(10)).toBe(30);
  queue.add([update('new')]);
  expect(queue.nextDueAt(10)).toBe(10);
  expect(queue.take(10)?.update.id).toBe('new');
  expect(queue.take(29)).toBeUndefined();
  expect(queue.size).toBe(1);
});
