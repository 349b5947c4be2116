/** How flags are declared, and those that several commands have. */
import * as Flags from '@oclif/core/flags';

/** Gives each flag its twin in the environment: that of `--lock-timeout` is CORFORM_LOCK_TIMEOUT. */
export function withVariables<F extends Readonly<Record<string, object>>>(
  flags: F,
  helpGroup?: string,
): F {
  const named = Object.entries(flags).map(([name, flag]) => [
    name,
    {
      ...flag,
      env: `CORFORM_${name.replaceAll('-', '_').toUpperCase()}`,
      ...(helpGroup !== undefined && { helpGroup }),
    },
  ]);
  return Object.fromEntries(named) as F;
}

/** A flag that may be given several times, each time with one value. */
export function repeatable(description: string) {
  return Flags.string({ description, multiple: true, multipleNonGreedy: true });
}

export const jsonFlag = withVariables({ json: Flags.boolean({ description: 'Prints JSON.' }) });

export const approveFlag = withVariables({
  'auto-approve': Flags.boolean({ description: 'Does not ask.' }),
});

/** The flag of every command that takes the lock. */
export const lockFlags = withVariables({
  'lock-timeout': Flags.string({
    description: 'How long to wait for the lock, for example 10m.',
    default: '0s',
  }),
});

export const usersFileFlag = withVariables({
  file: repeatable('A users file. Default: the files in the settings. Repeatable.'),
});

export const mappingFlag = withVariables({
  mapping: Flags.string({
    description: 'The mapping for --people. Default: import.yaml, if it exists.',
  }),
});

/** Settings that are also flags. Their variables are those of the settings. */
export const endpointFlags = {
  'integrations-url': Flags.string({
    description: "COR's integrations API (COR_INTEGRATIONS_URL).",
  }),
  'api-url': Flags.string({
    description: "COR's main API, which has the list of users and issues tokens (COR_API_URL).",
  }),
};
