/** Names what happened to a text that should be a state and is none, as far as the text allows. */
import { type Diagnostic, errorOf } from '../errors/diagnostic.js';
import {
  EMPTY_STATE,
  NOT_A_STATE,
  STATE_CHECKSUM_MISMATCH,
  STATE_CUT_OFF,
  STATE_HAS_MERGE_MARKS,
  STATE_HAS_TRAILING_BYTES,
  STATE_REWRITTEN_AS_TEXT,
  UNKNOWN_STATE_VERSION,
} from '../errors/state.js';
import { createHash } from 'node:crypto';

const HEAD = '{\n"format": "corform-state",\n"format_version": ';

const VERSION =
  /^\s*\{\s*"format"\s*:\s*"corform-state"\s*,\s*"format_version"\s*:\s*([^\s,}]+)[,}]/;

const TAIL = /"checksum": "sha256:([0-9a-f]{64})"\n\}\n/;

const TAIL_LENGTH = '"checksum": "sha256:"\n}\n'.length + 64;

const CUT_OFF = 'The state file is cut off, or its end is damaged';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whether the text is whole and of version 1. The version is read before anything else of it. */
export function checkText(text: string): Diagnostic | null {
  const version = VERSION.exec(text)?.[1];
  if (version !== undefined && version !== '1') {
    return errorOf(UNKNOWN_STATE_VERSION, {
      summary: `The state file has format version ${version}, but this corform knows only version 1`,
    });
  }
  if (version === undefined) return explainForeign(text);
  const tail = TAIL.exec(text.slice(-TAIL_LENGTH))?.[1];
  if (tail === sha256(text.slice(0, -TAIL_LENGTH))) return null;
  return explainDamage(text);
}

/** Names what turned a text into something that does not begin as a state does. */
function explainForeign(text: string): Diagnostic {
  if (text.trim() === '') return errorOf(EMPTY_STATE, { summary: 'The state file is empty' });
  const edited = explainEdit(text);
  if (edited !== null) return edited;
  if (HEAD.startsWith(text) || text.startsWith(HEAD)) {
    return errorOf(STATE_CUT_OFF, { summary: CUT_OFF });
  }
  return errorOf(NOT_A_STATE, { summary: 'The file is not a corform state' });
}

/** Names what happened to a text that begins as a state does and fails its checksum. */
function explainDamage(text: string): Diagnostic {
  const edited = explainEdit(text);
  if (edited !== null) return edited;
  const tailAt = text.search(TAIL);
  if (tailAt < 0) return errorOf(STATE_CUT_OFF, { summary: CUT_OFF });
  return tailAt + TAIL_LENGTH < text.length
    ? errorOf(STATE_HAS_TRAILING_BYTES, {
        summary: 'The state file has extra content after its end',
      })
    : errorOf(STATE_CHECKSUM_MISMATCH, {
        summary:
          'The state file does not match its checksum: it was changed or damaged after it was written',
      });
}

/** Tools that rewrite text files: editors, git's line ends, unfinished merges. */
function explainEdit(text: string): Diagnostic | null {
  if (text.startsWith('\uFEFF')) {
    return errorOf(STATE_REWRITTEN_AS_TEXT, {
      summary: 'The state file starts with a byte order mark',
      detail: 'An editor rewrote the file. Only corform may write the state.',
    });
  }
  if (/^(?:<{7}|={7}|>{7}|\|{7})/m.test(text)) {
    return errorOf(STATE_HAS_MERGE_MARKS, {
      summary: 'The state file has the markers of an unfinished merge',
      detail:
        "Two states can't be merged as text. Keep the state out of branches (see docs/state.md).",
    });
  }
  if (text.includes('\r')) {
    return errorOf(STATE_REWRITTEN_AS_TEXT, {
      summary: 'The line endings of the state file were changed to CRLF',
      detail: 'If git did it, put `*.json -text` for the state into .gitattributes.',
    });
  }
  return null;
}
