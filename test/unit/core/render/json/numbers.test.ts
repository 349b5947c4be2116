import { describe, expect, it } from 'vitest';
import { renderCounts } from '../../../../../src/core/render/counts.js';
import { renderGitlabTerraform } from '../../../../../src/core/render/json/gitlab-terraform.js';
import { renderPlanJson } from '../../../../../src/core/render/json/plan.js';
import { REPORT } from '../../../../support/sample-reports.js';

describe('the numbers', () => {
  it("of JSON say that a plan over a limit can't be applied", () => {
    const { applyable, corform } = JSON.parse(renderPlanJson(REPORT)) as {
      readonly applyable: boolean;
      readonly corform: { readonly limits: readonly unknown[] };
    };
    expect(applyable).toBe(false);
    expect(corform.limits).toHaveLength(1);
  });

  it('for GitLab are its three', () => {
    expect(renderGitlabTerraform(REPORT)).toBe('{"create":2,"update":3,"delete":0}\n');
  });

  it('for a script are one line with every count', () => {
    const text = renderCounts(REPORT);
    expect(text).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(text)).toEqual({
      version: 1,
      changes: 7,
      add: 2,
      update: 3,
      resend: 0,
      forget: 1,
      record: 1,
      unchanged: 0,
      left_out: 0,
      risks: { role_raise: 1, role_grant: 1, role_hidden: 0, forget: 1, resend: 1 },
      limits_exceeded: 1,
      warnings: REPORT.plan.findings.length,
      requests: 5,
      seconds: 1,
      digest: REPORT.digest,
      commit: '33415f0',
    });
  });
});
