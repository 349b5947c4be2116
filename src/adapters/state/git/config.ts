/** git's configuration as it lists it: in order, so the last value of a key counts. */
export type Config = readonly (readonly [key: string, value: string])[];

export function valuesOf(config: Config, name: string): readonly string[] {
  return config.flatMap(([key, value]) => (key === name ? [value] : []));
}
