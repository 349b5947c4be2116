/**
 * Untrusted text, made safe for each medium that it is shown in. Values, ids, file names and server
 * messages pass one of these before they reach an output; nothing else may.
 */

/**
 * What a terminal or a browser acts on, or doesn't show, or shows in another place: control and format
 * characters (bidi, zero-width, tags), lone surrogates, private use, line and paragraph separators,
 * ignorable fillers and variation selectors.
 */
const UNSEEN =
  '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}';

/** Spaces that look like U+0020 or like nothing; the ideographic U+3000 belongs into Japanese names. */
const SPACES = '\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u2800';

/** Also marks that would land on the character before the text, or pile up. */
const invisible = once(() => new RegExp(`[${UNSEEN}${SPACES}]|^\\p{M}+|\\p{M}{5,}`, 'gu'));

/** A JSON document's own line ends stay. */
const invisibleInJson = once(() => new RegExp(`(?!\\n)[${UNSEEN}]`, 'gu'));

/** ASCII and the letters of Latin, Greek, Cyrillic, Han, Kana and Hangul: most texts need none of the above. */
const HARMLESS =
  /^[\n -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*$/;

/** Unicode's tables take a part of the start of every command, for which few have a use. */
function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

/**
 * GitHub's runner and Azure look for `##[command]` and `##vso[command]` anywhere in a log line, GitHub's for
 * `::command` at its beginning. Source: actions/runner, ActionCommand.TryParse and TryParseV2.
 */
const LOG_COMMAND = /##(?=\w{0,16}\[)/g;

/** Returns whether a CI system would find a command in a text that goes into its log as it is. */
export function hasLogCommand(text: string): boolean {
  return text.search(LOG_COMMAND) >= 0 || /^[^\S\n]*::/m.test(text);
}

/** Joiners and selectors that are a part of words, and the letters around which they are. */
const IN_WORDS = once(() => ({
  joiner: /[\u200c\u200d]/,
  // By the extensions of a script: vowel signs are of several.
  joined: JOINED_SCRIPTS.map((script) => new RegExp(`^\\p{Script_Extensions=${script}}$`, 'u')),
  selected:
    /^(?:\p{Script=Han}[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]|\p{Script=Mongolian}[\u180b-\u180d\u180f])$/u,
}));

/** Scripts whose words need joiners, such as Persian and Sinhala. Source: Unicode UAX #31, section 2.3. */
const JOINED_SCRIPTS = [
  'Arabic',
  'Syriac',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Oriya',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Khmer',
  'Myanmar',
];

/** Whether an invisible character belongs to the word around it, and is not escaped. */
function isPartOfWord(character: string, at: number, text: string): boolean {
  const { joiner, joined, selected } = IN_WORDS();
  const before = lastCharacter(text.slice(Math.max(0, at - 2), at));
  if (selected.test(before + character)) return true;
  if (!joiner.test(character)) return false;
  const after = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
  return joined.some((script) => script.test(before) && script.test(after));
}

function lastCharacter(text: string): string {
  return Array.from(text).at(-1) ?? '';
}

function showInvisible(text: string): string {
  if (HARMLESS.test(text) && !text.includes('\n')) return text;
  return text.replace(invisible(), (found, at: number) =>
    isPartOfWord(found, at, text) ? found : Array.from(found, showCodePoint).join(''),
  );
}

function showCodePoint(character: string): string {
  return `\\u{${Number(character.codePointAt(0)).toString(16)}}`;
}

/**
 * For a terminal or a CI log: one line of visible characters, whatever the text. A line break becomes
 * `\u{a}`: split text of several lines first. Start no line with the result.
 */
export function escapeTerminal(text: string): string {
  return showInvisible(text).replace(LOG_COMMAND, '#\\u{23}');
}

/** For a terminal: text of several lines, each as `escapeTerminal` has it. */
export function escapeLines(text: string): string {
  return text.split('\n').map(escapeTerminal).join('\n');
}

/** As `escapeTerminal`, in double quotes, with the quotes and backslashes of the text escaped. */
export function quoteTerminal(text: string): string {
  return `"${escapeTerminal(text.replace(/["\\]/g, '\\$&'))}"`;
}

/** Writes a JSON document of several lines, safe on a terminal and in a log. */
export function writeJson(value: unknown): string {
  return `${escapeJsonDocument(JSON.stringify(value, null, 2))}\n`;
}

/**
 * For a whole JSON document on a terminal or in a log: the same data, with invisible characters and
 * log commands written as JSON escapes.
 */
export function escapeJsonDocument(json: string): string {
  if (HARMLESS.test(json) && !json.includes('##')) return json;
  return json
    .replace(invisibleInJson(), (found) =>
      Array.from(
        { length: found.length },
        (_, unit) => `\\u${found.charCodeAt(unit).toString(16).padStart(4, '0')}`,
      ).join(''),
    )
    .replace(LOG_COMMAND, '#\\u0023');
}

/** For the message of a GitHub workflow command (`::error::message`). Line breaks stay line breaks. */
export function escapeWorkflowData(text: string): string {
  const encoded = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return escapeTerminal(encoded);
}

/** For a property of a GitHub workflow command (`::error file=…`). */
export function escapeWorkflowProperty(text: string): string {
  return escapeWorkflowData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** `&`, `<`, `>` and both quotes as entities, invisible characters shown; for HTML text and attributes. */
export function escapeHtml(text: string): string {
  return showInvisible(text).replace(/[&<>"']/g, entity);
}

/**
 * For Markdown, inside an inline `<code>` element, table cells included: no markup, no HTML, no mention,
 * no autolink, no line break. The comment after `@` keeps cmark-gfm from joining an e-mail address,
 * which it looks for after entities are decoded.
 */
export function escapeMarkdown(text: string): string {
  return showInvisible(text)
    .replace(/[&<>"'`|*_~[\]()!#\\$:{}@]|(?<=w)\./gi, entity)
    .replaceAll('&#64;', '&#64;<!-- -->');
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

/** A Markdown fence that no line of the text can close: longer than any run of backticks in it. */
export function fenceFor(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  return '`'.repeat(Math.max(3, longest + 1));
}
