/**
 * What a terminal or a log acts on or hides instead of showing: control characters, format characters
 * (bidi, zero-width, soft hyphen, tags), line and paragraph separators, lone surrogates, blank fillers.
 */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu;

/** GitHub's runner and Azure's obey these anywhere in a line, not only at its start. */
const LOG_COMMAND = /##(?=\[|vso\[)/gi;

/** Text for one line of a terminal or log: what would act or hide is shown as `\u{..}`. No line ends. */
export function escapeTerminal(text: string): string {
  return text
    .replace(UNSHOWABLE, (character) => `\\u{${hexOf(character)}}`)
    .replace(LOG_COMMAND, '#\\u{23}');
}

/**
 * The message of a GitHub workflow command. Source: `escapeData` of @actions/core.
 * Only for what comes behind `::`; line ends survive, encoded.
 */
export function escapeWorkflowData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The value of a property of a GitHub workflow command. Source: `escapeProperty` of @actions/core. */
export function escapeWorkflowProperty(text: string): string {
  return escapeWorkflowData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function hexOf(character: string): string {
  return Number(character.codePointAt(0)).toString(16);
}
