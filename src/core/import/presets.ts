import type { FieldName } from '../model.js';
import { columnKey } from './column-names.js';
import type { Table } from './table.js';

/** What an export of one system calls its columns. Of several names the first that is there counts. */
interface Names {
  readonly fields: Readonly<Partial<Record<FieldName, readonly string[]>>>;
  readonly email: readonly string[];
  /** The column that says whether a person is there, with its values. */
  readonly status: {
    readonly columns: readonly string[];
    readonly keep: readonly string[];
    readonly left: readonly string[];
  };
}

interface Preset {
  /** By these columns `auto` knows a CSV. */
  readonly marks: readonly string[];
  /** By this key of its envelope `auto` knows a JSON, or by this path where the list stands alone. */
  readonly listKey: string | null;
  readonly path: string;
  readonly csv: Names;
  readonly json: Names;
}

const OKTA_STATUS = {
  columns: ['status'],
  keep: ['ACTIVE', 'PROVISIONED', 'STAGED', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT'],
  left: ['DEPROVISIONED', 'SUSPENDED'],
};
const YES = ['true', 'True', 'TRUE'];
const NO = ['false', 'False', 'FALSE'];

const ENTRA: Names = {
  fields: {
    first_name: ['givenName'],
    last_name: ['surname'],
    phone: ['mobilePhone', 'telephoneNumber', 'businessPhones'],
    position: ['jobTitle'],
    department: ['department'],
  },
  email: ['mail', 'userPrincipalName'],
  status: { columns: ['accountEnabled'], keep: YES, left: NO },
};

const SCIM: Names = {
  fields: {
    first_name: ['name.givenName'],
    last_name: ['name.familyName'],
    phone: ['phoneNumbers[type=mobile].value', 'phoneNumbers[type=work].value'],
    position: ['title'],
    department: ['["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"].department'],
  },
  email: ['emails[primary=true].value', 'emails[type=work].value', 'userName'],
  status: { columns: ['active'], keep: YES, left: NO },
};

/**
 * Sources: Okta's users API and its CSV reports; Microsoft Graph and the CSV of the Entra admin centre;
 * Google's Directory API and the CSV of its admin console; RFC 7643; BambooHR's directory and reports.
 * None of them says which id COR knows, or what role or hours somebody has.
 */
export const PRESETS = {
  okta: {
    marks: ['login'],
    listKey: null,
    path: 'profile.login',
    csv: {
      fields: {
        first_name: ['firstName', 'First name'],
        last_name: ['lastName', 'Last name'],
        phone: ['mobilePhone', 'primaryPhone'],
        position: ['title'],
        department: ['department'],
      },
      email: ['email', 'login'],
      status: OKTA_STATUS,
    },
    json: {
      fields: {
        first_name: ['profile.firstName'],
        last_name: ['profile.lastName'],
        phone: ['profile.mobilePhone', 'profile.primaryPhone'],
        position: ['profile.title'],
        department: ['profile.department'],
      },
      email: ['profile.email', 'profile.login'],
      status: OKTA_STATUS,
    },
  },
  entra: {
    marks: ['userPrincipalName'],
    listKey: 'value',
    path: 'userPrincipalName',
    csv: ENTRA,
    json: ENTRA,
  },
  google: {
    marks: ['Email Address', 'Org Unit Path'],
    listKey: 'users',
    path: 'primaryEmail',
    csv: {
      fields: {
        first_name: ['First Name'],
        last_name: ['Last Name'],
        phone: ['Mobile Phone', 'Work Phone'],
        position: ['Employee Title'],
        department: ['Department'],
      },
      email: ['Email Address'],
      status: { columns: ['Status'], keep: ['Active'], left: ['Suspended', 'Archived'] },
    },
    json: {
      fields: {
        first_name: ['name.givenName'],
        last_name: ['name.familyName'],
        phone: ['phones[type=mobile].value', 'phones[type=work].value'],
        position: ['organizations[primary=true].title', 'organizations[0].title'],
        department: ['organizations[primary=true].department', 'organizations[0].department'],
      },
      email: ['primaryEmail'],
      status: { columns: ['suspended'], keep: NO, left: YES },
    },
  },
  scim: {
    marks: ['name.givenName'],
    listKey: 'Resources',
    path: 'name.givenName',
    csv: SCIM,
    json: SCIM,
  },
  bamboohr: {
    marks: ['Employee #'],
    listKey: 'employees',
    path: 'workEmail',
    csv: {
      fields: {
        first_name: ['First Name'],
        last_name: ['Last Name'],
        phone: ['Mobile Phone', 'Work Phone'],
        position: ['Job Title'],
        department: ['Department'],
      },
      email: ['Work Email', 'Email'],
      status: { columns: ['Status'], keep: ['Active'], left: ['Inactive', 'Terminated'] },
    },
    json: {
      fields: {
        first_name: ['firstName'],
        last_name: ['lastName'],
        phone: ['mobilePhone', 'workPhone'],
        position: ['jobTitle'],
        department: ['department'],
      },
      email: ['workEmail'],
      status: { columns: ['status'], keep: ['Active'], left: ['Inactive', 'Terminated'] },
    },
  },
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

/** The names by which the header of a CSV may be known, as `columnKey` gives them. */
export function presetColumns(name: PresetName | 'auto'): readonly string[] {
  const presets: readonly Preset[] = name === 'auto' ? Object.values(PRESETS) : [PRESETS[name]];
  return presets
    .flatMap(({ marks, csv }) => [...marks, ...Object.values(csv.fields).flat(), ...csv.email])
    .map(columnKey);
}

/** The preset of which an export has the marks; null if none or several fit. */
export function recognisePreset(table: Table): PresetName | null {
  const { listKey } = table;
  const fits = (preset: Preset): boolean =>
    table.kind === 'csv'
      ? preset.marks.every((mark) => table.has(mark))
      : listKey === null
        ? table.has(preset.path)
        : preset.listKey === listKey;
  const [only, second] = PRESET_NAMES.filter((name) => fits(PRESETS[name]));
  return only === undefined || second !== undefined ? null : only;
}

/** What a preset finds in an export: columns, and the values of the status. */
export interface PresetFindings {
  readonly fields: Readonly<Partial<Record<FieldName, string>>>;
  readonly email: string | undefined;
  readonly status: {
    readonly column: string;
    readonly keep: readonly string[];
    readonly left: readonly string[];
  } | null;
}

/** Looks for the columns of a preset in an export. */
export function applyPreset(name: PresetName, table: Table): PresetFindings {
  const preset: Preset = PRESETS[name];
  const { fields, email, status } = preset[table.kind];
  const present = (names: readonly string[]): string | undefined =>
    names.find((reference) => table.has(reference));
  const found = Object.entries(fields).flatMap(([field, names]) => {
    const reference = present(names);
    return reference === undefined ? [] : [[field, reference]];
  });
  const column = present(status.columns);
  return {
    fields: Object.fromEntries(found) as PresetFindings['fields'],
    email: present(email),
    status: column === undefined ? null : { column, keep: status.keep, left: status.left },
  };
}
