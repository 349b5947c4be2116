import { errorOf, type Diagnostic, type Explanation } from '../errors/diagnostic.js';
import { KEY_NOT_TEXT, NOT_YAML, TAB_AS_INDENTATION } from '../errors/yaml.js';

const UNEXPLAINED: Explanation = {
  entry: NOT_YAML,
  summary: 'this is not valid YAML',
};

/** By the error code of the `yaml` package. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  TAB_AS_INDENT: {
    entry: TAB_AS_INDENTATION,
    summary: 'a tab is used for indentation',
  },
  BAD_INDENT: {
    entry: NOT_YAML,
    summary: 'the indentation does not match the lines above',
    fix: 'Give all keys of one entry the same indentation, and close every bracket.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    entry: NOT_YAML,
    summary: 'a value contains another `key: value`',
    fix: 'Put quotes around text that contains `: `, or move the inner key to a new line.',
  },
  MULTILINE_IMPLICIT_KEY: {
    entry: NOT_YAML,
    summary: 'a key must be on one line and end with a colon',
    fix: 'Write `key: value`, with a space after the colon.',
  },
  BAD_SCALAR_START: {
    entry: NOT_YAML,
    summary: 'text without quotes must not start with this character',
    fix: 'Put the text in quotes.',
  },
  BAD_DQ_ESCAPE: {
    entry: NOT_YAML,
    summary: 'a backslash in double quotes starts an escape that YAML does not know',
    fix: 'Write the backslash twice, or use single quotes.',
  },
  NON_STRING_KEY: {
    entry: KEY_NOT_TEXT,
    summary: 'a key must be plain text',
  },
};

/**
 * An error of the `yaml` package in our words. Its own message is not shown: it may repeat text of the
 * file. Of those that lack a character, the message tells which one (`Missing closing "quote`, `Implicit
 * map keys need to be followed by map values`).
 */
export function explainSyntaxError(code: string, message: string): Diagnostic {
  if (code === 'MISSING_CHAR' && message.startsWith('Implicit map key')) {
    return explain('MULTILINE_IMPLICIT_KEY');
  }
  return explain(code);
}

function explain(code: string): Diagnostic {
  const { entry, ...found } = EXPLANATIONS[code] ?? UNEXPLAINED;
  return errorOf(entry, found);
}
