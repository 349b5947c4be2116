/**
 * The nouns of corform: users, their fields, the desired state (users.yaml) and the recorded state
 * (what COR acknowledged). Plain, read-only data: it prints, saves, hashes and compares.
 */

/** What users.yaml, the schemas, the documentation and COR's list say of one field. */
export interface FieldDefinition {
  /** `role` and `hours` are numbers, the others are text. */
  readonly type: 'text' | 'date' | 'role' | 'hours';
  /** Whether profiles and defaults may have it: not what belongs to one person. */
  readonly isShared: boolean;
  /** Whether COR's list of users shows it as it was sent. Source: COR's page of `GET /users`. */
  readonly isListed: boolean;
  readonly description: string;
  readonly examples: readonly FieldValue[];
}

/**
 * The fields of a COR user that corform manages, in the order in which they are shown. CONTRIBUTING.md
 * says how to add one. Source: COR's page of `PUT /v2/integrations/users/{id}`.
 */
export const FIELDS = {
  first_name: {
    type: 'text',
    isShared: false,
    isListed: true,
    description: 'First name.',
    examples: ['John'],
  },
  last_name: {
    type: 'text',
    isShared: false,
    isListed: true,
    description: 'Last name.',
    examples: ['Doe'],
  },
  phone: {
    type: 'text',
    isShared: false,
    isListed: false,
    description: 'Phone number. Write it in quotes: without them +15550100 is a number.',
    examples: ['+1 555-0100'],
  },
  position: {
    type: 'text',
    isShared: true,
    isListed: false,
    description: 'Name of the position.',
    examples: ['Lead Developer'],
  },
  department: {
    type: 'text',
    isShared: true,
    isListed: false,
    description: 'Name of the department.',
    examples: ['Creative'],
  },
  role_id: {
    type: 'role',
    isShared: true,
    isListed: true,
    description:
      'Role in COR, by its name or its number: 1 C-Level, 2 Director, 3 Project Manager, 4 Collaborator, 5 Freelancer, 6 Client. A smaller number is a more powerful role.',
    examples: ['Collaborator'],
  },
  daily_hours: {
    type: 'hours',
    isShared: true,
    isListed: true,
    description: 'Daily capacity in hours, 0 to 24, in halves.',
    examples: [7.5],
  },
  user_position_id: {
    type: 'text',
    isShared: true,
    isListed: false,
    description:
      "External id of the position. Create the position through COR's integrations API first.",
    examples: ['external-user-position-2'],
  },
  seniority_id: {
    type: 'text',
    isShared: true,
    isListed: false,
    description:
      "External id of the seniority. Create the seniority through COR's integrations API first.",
    examples: ['external_seniority_id_20'],
  },
  hourly_rate_effective_from: {
    type: 'date',
    isShared: true,
    isListed: false,
    description:
      "Day from which the hourly rate holds, YYYY-MM-DD. Only one version of COR's page documents it: try it with one user first.",
    examples: ['2025-01-15'],
  },
} as const satisfies Readonly<Record<string, FieldDefinition>>;

export type FieldName = keyof typeof FIELDS;

export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

/** The fields that profiles and defaults may have. */
export const SHARED_FIELDS = FIELD_NAMES.filter((field) => FIELDS[field].isShared);

/** The fields that COR's list of users shows as we send them. */
export const LISTED_FIELDS = FIELD_NAMES.filter((field) => FIELDS[field].isListed);

export function isFieldName(name: unknown): name is FieldName {
  return typeof name === 'string' && Object.hasOwn(FIELDS, name);
}

/** Whether the values of a field are numbers. */
export function isNumberField(field: FieldName): boolean {
  return FIELDS[field].type === 'role' || FIELDS[field].type === 'hours';
}

/** The value of a field that `isNumberField` is a number, any other is text. `null` is never a value. */
export type FieldValue = string | number;

/** The managed fields of one user. A field that is absent is not managed: it is never sent. */
export type UserFields = Readonly<Partial<Record<FieldName, FieldValue>>>;

/**
 * The id under which the user was created in COR by the external system, e.g. `OKTA-USER-12345`.
 * Unique per source. Hostile text until escaped; never COR's own integer id.
 */
export type ExternalId = string;

/** COR's roles by `role_id`. Source: COR's documentation. A smaller id is a more powerful role. */
export const ROLE_NAMES: Readonly<Record<number, string>> = {
  1: 'C-Level',
  2: 'Director',
  3: 'Project Manager',
  4: 'Collaborator',
  5: 'Freelancer',
  6: 'Client',
};

/** The external systems that COR documents as `metadata.source`. Others may exist: warn, never refuse. */
export const KNOWN_SOURCES = [
  'JIRA',
  'SALESFORCE',
  'ADVERTMIND',
  'QUICKBOOKS',
  'ZAPIER',
  'OKTA',
  'MICROSOFT_DYNAMICS',
  'GITHUB',
  'MICROSOFT_TEAMS',
  'VBS',
  'SAP',
  'GLOBANT',
] as const;

/** A place in a file. `line` and `column` count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What an apply writes to: one COR endpoint and one source. */
export interface Target {
  /** Origin and path prefix of the integrations API, without a trailing slash. */
  readonly endpoint: string;
  readonly source: string;
}

/** The target that a state belongs to. */
export interface RecordedTarget extends Target {
  /** COR's id of the company whose users these are; null until an answer named it. */
  readonly company_id: number | null;
}

/** One user of users.yaml, with profile and defaults already merged in. */
export interface DesiredUser {
  readonly id: ExternalId;
  readonly fields: UserFields;
  /** Removing a protected user is an error until an apply has recorded `protected: false`. */
  readonly protected: boolean;
  /** The id under which the user was recorded before, or null. */
  readonly previously: ExternalId | null;
  /** Where the user's entry starts. For messages only: a plan must not depend on it. */
  readonly place: Place;
}

/** Everything that users.yaml (all files of it together) asks for. */
export interface DesiredState {
  readonly source: string;
  /** Sorted by id (UTF-16 code units), ids unique. */
  readonly users: readonly DesiredUser[];
}

/**
 * How we know what COR holds, the surest first. `confirmed`: COR's answer repeated the value. `acknowledged`: COR
 * took it and did not show it. `observed`: read from COR's list. `assumed`: taken from users.yaml by baseline.
 */
export const EVIDENCE_CLASSES = ['confirmed', 'acknowledged', 'observed', 'assumed'] as const;
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];

/** What is recorded of one user. The names are those of the state file. */
export interface RecordedUser {
  readonly id: ExternalId;
  /** COR's own integer id, from its answer; null until an answer carried one. */
  readonly cor_id: number | null;
  /** The last value of each field that COR acknowledged (or that was observed or assumed). */
  readonly fields: UserFields;
  /**
   * Fields whose last PUT has no known outcome, with the id of the run that sent it. COR may hold the
   * value in `fields`, or the one that was sent. Such a field is sent again until acknowledged.
   */
  readonly unknown: Readonly<Partial<Record<FieldName, string>>>;
  /** How each recorded field is known, and since which run: see evidence.ts, which reads and writes it. */
  readonly evidence: string;
  readonly protected: boolean;
}

/** A run that the evidence of some field refers to. The history forgets runs, this table keeps them. */
export interface EvidenceRun {
  /** Its number in the evidence. Never that of another run that is still referred to. */
  readonly n: number;
  readonly id: string;
  /** When it started, ISO 8601, UTC. */
  readonly at: string;
  /** The git commit that it applied, or null outside git. */
  readonly commit: string | null;
}

/** One PUT that a run means to send. Written into the state before anything is sent. */
export interface RunOperation {
  readonly id: ExternalId;
  readonly set: UserFields;
  /** The flag of the record that this PUT creates; a record that exists already has its own. */
  readonly protected: boolean;
}

/** What the state says of every run. */
interface Run {
  readonly id: string;
  readonly started_at: string;
  readonly who: string;
  /** The git commit that was applied, or null outside git. */
  readonly commit: string | null;
  /** The digest of the plan. */
  readonly digest: string;
  /** The serial of the state that opened it. */
  readonly serial: number;
  /** The seals of the saved plans that approved it; empty if it was approved otherwise. */
  readonly approved_by: readonly string[];
  /** How the changes ended that have ended as far as the state knows. */
  readonly counts: RunCounts;
}

/** A run that has been opened and not closed: an apply under way, or one that died. */
export interface OpenRun extends Run {
  /** What it writes to. The state belongs to it once COR has acknowledged something. */
  readonly target: Target;
  /** The PUTs that have not ended. At most one a user, sorted by id. */
  readonly ops: readonly RunOperation[];
}

/** A run that ended, or that recovery closed. */
export interface FinishedRun extends Run {
  readonly ended_at: string;
  /** `recovered`: the run died and the next apply closed it. `baseline`: nothing was sent. */
  readonly end: 'complete' | 'incomplete' | 'recovered' | 'baseline';
}

/** How the users of one plan ended. The counts add up to the number of changes. */
export interface RunCounts {
  readonly added: number;
  readonly changed: number;
  readonly forgotten: number;
  /** Changes of the record alone (released fields, moves, protection): nothing was sent. */
  readonly recorded: number;
  readonly refused: number;
  readonly unknown: number;
  readonly not_attempted: number;
}

/** The most runs that the history keeps. */
export const HISTORY_LENGTH = 50;

/** The recorded state: the only record of what was applied. The names are those of the state file. */
export interface RecordedState {
  readonly format: 'corform-state';
  readonly format_version: 1;
  /** A random id given at `init` and never changed: two states of different lineage never mix. */
  readonly lineage: string;
  /** Rises by one with each committed write. */
  readonly serial: number;
  /** `corform VERSION` of the writer. For people only: no decision may depend on it. */
  readonly written_by: string;
  /** Null until COR has acknowledged something, which fixes it. A state without users can get another one. */
  readonly target: RecordedTarget | null;
  /** Random key of the digest (hex), so a public digest gives no value away. */
  readonly digest_key: string;
  /** What was last applied: git commit, for the order of commits, and digest of that plan. */
  readonly config: { readonly commit: string | null; readonly digest: string | null };
  readonly run: OpenRun | null;
  /** The last runs, oldest first, at most 50. */
  readonly history: readonly FinishedRun[];
  /** The runs that the evidence of the users refers to, by number. */
  readonly runs: readonly EvidenceRun[];
  /** Sorted by id, ids unique. */
  readonly users: readonly RecordedUser[];
}

/** Orders ids as the state and every plan do: by UTF-16 code units, the same on every machine. */
export function compareIds(a: ExternalId, b: ExternalId): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
