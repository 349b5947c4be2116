/** Whether a CI system runs this process, and where its run can be looked at. */
import ciInfo from 'ci-info';
import { parseSwitch } from '../core/settings/environment.js';
import type { Environment } from '../core/ports/system.js';

/** True in any CI system that ci-info knows, whether or not it sets `CI`. `CI=false` (0, no, off) says otherwise. */
export function isCi(): boolean {
  const { CI } = process.env;
  const isOff = CI !== undefined && CI !== '' && parseSwitch(CI) === false;
  return !isOff && ciInfo.isCI;
}

/** Variables that several systems set, for what ci-info can't name. */
const GENERIC = ['CI', 'CI_NAME', 'CONTINUOUS_INTEGRATION', 'BUILD_ID', 'BUILD_NUMBER', 'RUN_ID'];

/** What tells that a CI system runs this process: its name, or a variable that is set. */
export function ciSign(env: Environment = process.env): string {
  const variable = GENERIC.find((name) => (env[name] ?? '') !== '');
  return ciInfo.name ?? `${variable ?? 'CI_BUILD_ID'} is set`;
}

/** The page of the run in the CI system, or null if the system names none. */
export function ciRunUrl(): string | null {
  const url = RUN_PAGES.map((pageOf) => pageOf(process.env)).find((page) => page !== null);
  return url !== undefined && URL.canParse(url) && /^https?:/.test(url) ? url : null;
}

type PageOf = (env: Environment) => string | null;

/** Each system's variables, from its documentation. */
const RUN_PAGES: readonly PageOf[] = [
  // GitHub Actions
  page(
    ['GITHUB_SERVER_URL', 'GITHUB_REPOSITORY', 'GITHUB_RUN_ID'],
    (server, repository, run) => `${server}/${repository}/actions/runs/${run}`,
  ),
  // GitLab CI, CircleCI, Buildkite, Jenkins, Travis CI, CodeBuild
  ...[
    'CI_JOB_URL',
    'CIRCLE_BUILD_URL',
    'BUILDKITE_BUILD_URL',
    'BUILD_URL',
    'TRAVIS_BUILD_WEB_URL',
    'CODEBUILD_PUBLIC_BUILD_URL',
  ].map((name) => page([name], (url) => url)),
  // Azure Pipelines
  page(
    ['SYSTEM_COLLECTIONURI', 'SYSTEM_TEAMPROJECT', 'BUILD_BUILDID'],
    (server, project, build) =>
      `${server}${encodeURIComponent(project)}/_build/results?buildId=${build}`,
  ),
  // Bitbucket Pipelines
  page(
    ['BITBUCKET_GIT_HTTP_ORIGIN', 'BITBUCKET_BUILD_NUMBER'],
    (repository, build) => `${repository}/pipelines/results/${build}`,
  ),
];

/** Null unless all of the variables are set. */
function page(names: readonly string[], urlOf: (...values: readonly string[]) => string): PageOf {
  return (env) => {
    const values = names.flatMap((name) => env[name] ?? []).filter((value) => value !== '');
    return values.length === names.length ? urlOf(...values) : null;
  };
}
