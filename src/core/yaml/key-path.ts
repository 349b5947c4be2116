/** The path of a value in a document: `['users', 3, 'role_id']`. */
export type KeyPath = readonly (string | number)[];

/** A path as people read it: `users[3].role_id`, `profiles["lead designer"]`; the root is `(root)`. */
export function formatPath(path: KeyPath): string {
  if (path.length === 0) return '(root)';
  return path
    .map((step, at) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return at === 0 ? step : `.${step}`;
    })
    .join('');
}
