/** What a pull request changes besides users, and a reviewer of users.yaml must know. */

/** @typedef {import('./github.js').ChangedFile} ChangedFile */

const MOST_NAMED = 5;
/** Names that need no escaping. */
const PLAIN = /^[\w./-]{1,200}$/;

/**
 * A caution above the plan if the pull request changes what decides how a change is planned, masked, limited
 * and applied: the plan follows these files already.
 *
 * @param {readonly ChangedFile[]} files
 * @param {boolean} isPartial whether GitHub lists only a part of them
 */
export function warnOfRules(files, isPartial) {
  const changed = namesOf(files).filter(isRule);
  if (changed.length === 0 && !isPartial) return [];
  const what = isPartial
    ? 'changes more files than GitHub lists, which may include'
    : 'also changes';
  const list = isPartial ? '`corform.yaml` and `.github/`' : listOf(changed);
  return [
    '',
    '> [!CAUTION]',
    `> This pull request ${what} ${list}. The plan below was made with these changes: its limits, masked fields, state and workflow are those of the pull request. Review these files first.`,
  ];
}

/** Whether a pull request changes a file that could hold users. */
export function changesUsers(/** @type {readonly ChangedFile[]} */ files) {
  return files.length === 0 || namesOf(files).some((name) => /\.(ya?ml|json)$/i.test(name));
}

/** The settings in any folder, and what decides what runs and who reviews it. */
function isRule(/** @type {string} */ name) {
  return /(^|\/)(corform\.ya?ml|CODEOWNERS)$/i.test(name) || name.startsWith('.github/');
}

function namesOf(/** @type {readonly ChangedFile[]} */ files) {
  const names = files.flatMap(({ filename, previous_filename: before }) => [filename, before]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

function listOf(/** @type {readonly string[]} */ names) {
  const plain = names.filter((name) => PLAIN.test(name)).slice(0, MOST_NAMED);
  const more = names.length - plain.length;
  const shown = plain.map((name) => `\`${name}\``);
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
