import type { Diagnostic } from '../errors/diagnostic.js';

interface Explanation {
  readonly code: string;
  readonly summary: string;
  readonly fix: string;
}

const NOT_YAML: Explanation = {
  code: 'CF110',
  summary: 'this is not valid YAML',
  fix: 'Write `key: value` lines, indented by spaces; put text with special characters in quotes.',
};

/** By the error code of the `yaml` package. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  TAB_AS_INDENT: {
    code: 'CF111',
    summary: 'a tab is used for indentation',
    fix: 'Indent with spaces.',
  },
  BAD_INDENT: {
    code: 'CF110',
    summary: 'the indentation does not fit the lines above',
    fix: 'Give all keys of one entry the same indentation, and close every bracket.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    code: 'CF110',
    summary: 'a value holds another `key: value`',
    fix: 'Put text that holds `: ` in quotes, or move the inner key to a line of its own.',
  },
  MULTILINE_IMPLICIT_KEY: {
    code: 'CF110',
    summary: 'a key must stand on one line and end in a colon',
    fix: 'Write `key: value`, with a space after the colon.',
  },
  BAD_SCALAR_START: {
    code: 'CF110',
    summary: 'text without quotes must not start with this character',
    fix: 'Put the text in quotes.',
  },
  BAD_DQ_ESCAPE: {
    code: 'CF110',
    summary: 'a backslash in double quotes starts an escape that YAML does not know',
    fix: 'Write the backslash twice, or use single quotes.',
  },
  NON_STRING_KEY: {
    code: 'CF121',
    summary: 'a key must be plain text',
    fix: 'Use the name of a key as users.yaml knows it.',
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
  return { severity: 'error', ...(EXPLANATIONS[code] ?? NOT_YAML) };
}
