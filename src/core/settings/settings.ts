/** What flags, environment and corform.yaml amount to. Types only. */
import type { FieldName, FieldValue } from '../model.js';
import type { Limits } from '../plan/limits.js';
import type { ENCRYPTION_POLICIES } from './definitions.js';

export type EncryptionPolicy = (typeof ENCRYPTION_POLICIES)[number];

export type StateSettings =
  | { readonly backend: 'local'; readonly path: string }
  | { readonly backend: 'git'; readonly remote: string; readonly ref: string }
  | {
      readonly backend: 'http';
      readonly address: string;
      readonly lockAddress: string | null;
      readonly unlockAddress: string | null;
      readonly updateMethod: string;
      readonly lockMethod: string;
      readonly unlockMethod: string;
    }
  | { readonly backend: 'postgres'; readonly name: string }
  | {
      readonly backend: 's3';
      readonly endpoint: string | null;
      readonly region: string;
      readonly bucket: string;
      readonly key: string;
      readonly pathStyle: boolean;
    };

/** A limit as it is written: a number of users, a percentage such as `30%`, or null for none. */
export type LimitSetting = string | number | null;

/** Values of a field, or the file that lists them, one a line. */
export type ValuesSetting = readonly FieldValue[] | { readonly file: string };

export type AllowedSetting = Readonly<Partial<Record<FieldName, ValuesSetting>>>;

/** The rules of a team, as written in corform.yaml. They are only there, so every change is reviewed. */
export interface TeamSettings {
  readonly allowed: AllowedSetting;
  readonly scopes: Readonly<Record<string, AllowedSetting>>;
}

export interface Settings {
  readonly files: readonly string[];
  readonly state: StateSettings;
  readonly encryption: EncryptionPolicy;
  readonly limits: Limits;
  readonly sensitive: readonly FieldName[];
  readonly required: readonly string[];
  /** COR's id of the company, or null if only an answer of COR can say. */
  readonly companyId: number | null;
  readonly team: TeamSettings;
  /** What drift does not report. */
  readonly driftIgnore: readonly string[];
  readonly concurrency: number;
  readonly rate: number | null;
  /** Null: the default, or for a plan the endpoint that the state was written for. */
  readonly integrationsUrl: string | null;
  readonly apiUrl: string;
}

/** The content of corform.yaml, as its schema allows it. */
export interface ConfigDocument {
  readonly files?: readonly string[];
  readonly state?: Readonly<Record<string, string | boolean>>;
  readonly limits?: Readonly<Record<string, LimitSetting | Readonly<Record<string, LimitSetting>>>>;
  readonly encryption?: EncryptionPolicy;
  readonly sensitive?: readonly string[];
  readonly required?: readonly string[];
  readonly company_id?: number | null;
  readonly allowed?: AllowedSetting;
  readonly scopes?: Readonly<Record<string, AllowedSetting>>;
  readonly drift?: { readonly ignore?: readonly string[] };
  readonly concurrency?: number;
  readonly rate?: number | null;
}
