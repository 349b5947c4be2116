import { RISKS, type Risk } from '../plan/classify.js';
import type { PlanReport } from './view.js';

/** The plan in numbers, for a shell script: one line of JSON without text of users.yaml. */
export function renderCounts({ plan, digest, forecast, limits, commit }: PlanReport): string {
  const countRisk = (risk: Risk): number =>
    plan.changes.filter((change) => change.risk === risk).length;
  const document = {
    version: 1,
    changes: plan.changes.length,
    ...plan.counts,
    left_out: plan.leftOut,
    /** Each user counts under the worst risk only, so the numbers add up to the users at risk. */
    risks: Object.fromEntries(RISKS.map((risk) => [risk.replace('-', '_'), countRisk(risk)])),
    limits_exceeded: limits.length,
    warnings: plan.findings.length,
    requests: forecast.requests,
    seconds: forecast.seconds,
    digest,
    commit,
  };
  return `${JSON.stringify(document)}\n`;
}
