import { resolve } from 'node:path';
import type { SourceFile } from '../core/yaml/source-file.js';
import type { AddChange, Plan, UpdateChange } from '../core/plan/change.js';
import { riskOf, RISKS } from '../core/plan/classify.js';
import type { FieldLines } from '../core/plan/field-lines.js';
import type { SourceLinks } from '../core/render/view.js';
import { locateFields } from '../core/users/locate-fields.js';
import { findCheckout, wayTo } from './paths.js';
import type { Environment } from '../core/ports/system.js';

/** The most users of whom the lines of fields are looked up: more than a comment of 60,000 characters can show. */
const MOST_LOCATED = 400;

/** Returns where the files of a commit can be read in the browser: on GitHub or GitLab, whose CI says so. */
export function sourceLinks(
  commit: string | null,
  folder: string,
  env: Environment = process.env,
): SourceLinks | null {
  if (commit === null || !/^[0-9a-f]{7,64}$/.test(commit)) return null;
  const base = githubBase(env) ?? gitlabBase(env);
  if (base === null) return null;
  const segments = folder.split('/').filter((segment) => segment !== '');
  if (segments.some((segment) => /^\.+$/.test(segment))) return null;
  return { folder: [`${base}/${commit}`, ...segments.map(encodeURIComponent), ''].join('/') };
}

function githubBase(env: Environment): string | null {
  const { GITHUB_SERVER_URL: server = '', GITHUB_REPOSITORY: repository = '' } = env;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) return null;
  return safeBase(`${server}/${repository}/blob`);
}

function gitlabBase(env: Environment): string | null {
  const { CI_PROJECT_URL: project = '' } = env;
  return project === '' ? null : safeBase(`${project}/-/blob`);
}

/** An address of characters that mean nothing in Markdown and HTML. */
function safeBase(address: string): string | null {
  return /^https?:\/\/[\w.:/-]+$/.test(address) ? address : null;
}

/** Returns the working folder relative to the repository, with `/`, '' for its root. */
export function folderInRepository(): string {
  return inRepository(process.cwd(), process.env) ?? '';
}

/** Returns a file as GitHub and GitLab know it, relative to the repository; as it is if it lies elsewhere. */
export function fileInRepository(file: string): string {
  return inRepository(resolve(file), process.env) ?? file;
}

function inRepository(path: string, env: Environment): string | null {
  const root = findCheckout(process.cwd()) ?? env['GITHUB_WORKSPACE'] ?? env['CI_PROJECT_DIR'];
  if (root === undefined || root === '') return null;
  return wayTo(root, path);
}

/** Finds the lines of the fields that a report of the plan shows with a link, the most powerful roles first. */
export function linesOfPlan(plan: Plan, sources: readonly SourceFile[]): FieldLines {
  const ranked = plan.changes.flatMap((change) =>
    change.action === 'add' || change.action === 'update' ? [{ change, rank: rankOf(change) }] : [],
  );
  const first = ranked.sort((a, b) => a.rank - b.rank).slice(0, MOST_LOCATED);
  return locateFields(
    sources,
    first.map(({ change: { id, place, set } }) => ({
      id,
      file: place.file,
      fields: set.map(({ field }) => field),
    })),
  );
}

/** Ranks as a report does: kinds of risk, and within one the role. */
function rankOf(change: AddChange | UpdateChange): number {
  const risk = riskOf(change, new Set());
  if (risk === null) return RISKS.length * 100;
  const role = change.set.find(({ field }) => field === 'role_id')?.after ?? 0;
  return RISKS.indexOf(risk) * 100 + Number(role);
}
