import type { Attempt } from '../ports/cor.js';

/** Whose answers a run expects. */
export interface Pins {
  /** COR's id of the company; null until it is known. */
  readonly companyId: number | null;
  /** COR's id of the user that the PUT is for; null if it is not recorded. */
  readonly corId: number | null;
}

export interface Mismatch {
  readonly what: 'other-company' | 'other-person';
  readonly recorded: number;
  readonly answered: number;
}

type Success = Extract<Attempt, { readonly kind: 'applied' }>;

/**
 * Finds out whether a success came from somebody else: the credential belongs to another company, or the
 * external id leads to another person. An answer that carries no ids says nothing.
 */
export function findMismatch({ companyId, corId }: Success, pins: Pins): Mismatch | null {
  return (
    differing('other-company', pins.companyId, companyId) ??
    differing('other-person', pins.corId, corId)
  );
}

function differing(
  what: Mismatch['what'],
  recorded: number | null,
  answered: number | null,
): Mismatch | null {
  const isSame = recorded === null || answered === null || recorded === answered;
  return isSame ? null : { what, recorded, answered };
}
