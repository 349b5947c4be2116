import type { FieldName } from '../model.js';

/** Fields as they are written: a role may be a number or a name. */
export type FieldsData = Readonly<Partial<Record<FieldName, unknown>>>;

export interface UserData extends FieldsData {
  readonly id: string;
  readonly profile?: string;
  readonly protected?: boolean;
  readonly previously?: string;
}

/** One users file as its text says it, once it has been found valid. */
export interface UsersData {
  readonly defaults?: FieldsData;
  readonly profiles?: Readonly<Record<string, FieldsData>>;
  readonly users: readonly UserData[];
}
