import jsonPatch from 'fast-json-patch';
import { expect, it } from 'vitest';
import { renderPlanJson } from '../../../src/core/render/json/plan.js';
import fc from '../../support/fast-check.js';
import { anyDesired, anyRecorded } from '../../support/plan-arbitraries.js';
import { planOf, reportOf } from '../../support/plan-states.js';

interface Document {
  readonly resource_changes: readonly {
    readonly change: { readonly before: object | null; readonly after: object | null };
    readonly patch: jsonPatch.Operation[];
  }[];
}

it('every patch of the JSON plan is valid and makes `after` of `before`, masked fields included', () => {
  fc.assert(
    fc.property(anyDesired, anyRecorded, (wanted, have) => {
      const report = reportOf(planOf(wanted, have), ['phone', 'role_id']);
      const { resource_changes: changes } = JSON.parse(renderPlanJson(report)) as Document;
      for (const { change, patch } of changes) {
        expect(jsonPatch.validate(patch, change.before ?? {})).toBeUndefined();
        const before = structuredClone(change.before ?? {});
        expect(jsonPatch.applyPatch(before, patch).newDocument).toEqual(change.after ?? {});
      }
    }),
  );
});
