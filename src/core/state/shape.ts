/**
 * Checks of parsed JSON that cost next to nothing where the data is right, which is what a state of
 * 100,000 users needs. A check stops at its first problem; the path is put together on the way out.
 */

/** What is wrong, and where: `.users[3].fields.role_id`. Never holds a value. */
export interface ShapeProblem {
  readonly path: string;
  readonly message: string;
}

export type Shape = (value: unknown) => ShapeProblem | null;

function wrong(message: string): ShapeProblem {
  return { path: '', message };
}

function under(step: string, problem: ShapeProblem): ShapeProblem {
  return { path: step + problem.path, message: problem.message };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with exactly these members. */
export function exactObject(members: Readonly<Record<string, Shape>>): Shape {
  const known = Object.entries(members);
  const optional = someOf(members);
  return (value) => {
    if (!isObject(value)) return wrong('must be an object');
    for (const [key] of known) {
      if (!Object.hasOwn(value, key)) return wrong(`lacks "${key}"`);
    }
    return optional(value);
  };
}

/** An object with none but these members, each of which may be absent. */
export function someOf(members: Readonly<Record<string, Shape>>): Shape {
  const known = new Map(Object.entries(members));
  return (value) => {
    if (!isObject(value)) return wrong('must be an object');
    for (const key of Object.keys(value)) {
      const shape = known.get(key);
      if (shape === undefined) return wrong(`has an unknown member ${JSON.stringify(key)}`);
      const problem = shape(value[key]);
      if (problem !== null) return under(`.${key}`, problem);
    }
    return null;
  };
}

/** An object whose member `key` says which of `shapes` it has. */
export function variants(key: string, shapes: Readonly<Record<string, Shape>>): Shape {
  const known = new Map(Object.entries(shapes));
  const unknown = wrong(`has no known "${key}"`);
  return (value) => {
    const shape = isObject(value) ? known.get(String(value[key])) : undefined;
    return shape === undefined ? unknown : shape(value);
  };
}

export function listOf(shape: Shape, atMost = Infinity): Shape {
  return (value) => {
    if (!Array.isArray(value)) return wrong('must be a list');
    if (value.length > atMost) return wrong(`must have at most ${atMost} entries`);
    for (let i = 0; i < value.length; i++) {
      const problem = shape(value[i]);
      if (problem !== null) return under(`[${i}]`, problem);
    }
    return null;
  };
}

export function orNull(shape: Shape): Shape {
  return (value) => (value === null ? null : shape(value));
}

export function oneOf(values: readonly unknown[]): Shape {
  const problem = wrong(`must be ${values.map((v) => JSON.stringify(v)).join(' or ')}`);
  const allowed = new Set(values);
  return (value) => (allowed.has(value) ? null : problem);
}

/** A list of different values out of `values`. */
export function subsetOf(values: readonly string[]): Shape {
  const list = listOf(oneOf(values));
  return (value) =>
    list(value) ??
    (new Set(value as unknown[]).size < (value as unknown[]).length
      ? wrong('names something twice')
      : null);
}

export const isBoolean: Shape = (value) =>
  typeof value === 'boolean' ? null : wrong('must be true or false');

/** A string of 1 to `atMost` characters (code points, as JSON Schema counts). */
export function text(atMost: number): Shape {
  return (value) => {
    if (typeof value !== 'string') return wrong('must be a string');
    if (value === '') return wrong('must not be empty');
    // A code point is one or two units, so that only long strings need counting.
    if (value.length <= atMost) return null;
    if (value.length <= 2 * atMost && Array.from(value).length <= atMost) return null;
    return wrong(`must have at most ${atMost} characters`);
  };
}

export function matching(pattern: RegExp, what: string): Shape {
  return (value) =>
    typeof value === 'string' && pattern.test(value) ? null : wrong(`must be ${what}`);
}

export function integer(least: number, most: number): Shape {
  const problem = wrong(`must be a whole number from ${least} to ${most}`);
  return (value) =>
    Number.isInteger(value) && least <= (value as number) && (value as number) <= most
      ? null
      : problem;
}

export function number(least: number, most: number): Shape {
  const problem = wrong(`must be a number from ${least} to ${most}`);
  return (value) => (typeof value === 'number' && least <= value && value <= most ? null : problem);
}
