import type { FieldName } from '../model.js';

/** The lines of fields, by id: of a user's own key, or that of the profile or default that gives it. */
export type FieldLines = Readonly<Record<string, Readonly<Partial<Record<FieldName, number>>>>>;
