import type { StateBackend, StateStore } from '../../src/core/ports/state.js';

/** The same backend, but for a store that refuses every commit with `failure`. */
export function refusingBackend(inner: StateBackend, failure: Error): StateBackend {
  const store = through(inner.store, 'commit', () => Promise.reject(failure));
  return through(inner, 'store', store);
}

/** The object with one property replaced. Methods keep their object, as they have private parts. */
function through<T extends StateBackend | StateStore>(inner: T, name: keyof T, value: unknown): T {
  return new Proxy(inner, {
    get: (target, key): unknown => {
      if (key === name) return value;
      const found: unknown = Reflect.get(target, key, target);
      return typeof found === 'function' ? (found.bind(target) as unknown) : found;
    },
  });
}
