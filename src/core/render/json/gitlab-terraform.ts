import type { PlanReport } from '../view.js';

/**
 * The counts for GitLab's Terraform widget of a merge request (`artifacts:reports:terraform`), which takes
 * exactly these three. A resend is an update to it; a forget deletes nothing.
 */
export function renderGitlabTerraform({ plan }: PlanReport): string {
  const { add, update, resend } = plan.counts;
  return `${JSON.stringify({ create: add, update: update + resend, delete: 0 })}\n`;
}
