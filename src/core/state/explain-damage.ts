/** Names what happened to a text that should be a state and is none, as far as the text allows. */
import { type Diagnostic, errorOf, type FailureEntry } from '../errors/diagnostic.js';
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

export const REPAIR =
  'The file was not changed. `corform state repair` goes back to the newest good version.';

function damaged(entry: FailureEntry, summary: string, detail?: string): Diagnostic {
  return errorOf(entry, { summary, detail, fix: REPAIR });
}

const CUT_OFF = damaged(STATE_CUT_OFF, 'The state file is cut off, or its end is damaged');

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whether the text is whole and of version 1. The version is read before anything else of it. */
export function checkText(text: string): Diagnostic | null {
  const version = VERSION.exec(text)?.[1];
  if (version !== undefined && version !== '1') {
    return errorOf(UNKNOWN_STATE_VERSION, {
      summary: `The state file has format version ${version}, but this corform knows only version 1`,
      fix: 'Use the version of corform that wrote it, or a newer one.',
    });
  }
  if (version === undefined) return explainForeign(text);
  const tail = TAIL.exec(text.slice(-TAIL_LENGTH))?.[1];
  if (tail === sha256(text.slice(0, -TAIL_LENGTH))) return null;
  return explainDamage(text);
}

/** Names what turned a text into something that does not begin as a state does. */
function explainForeign(text: string): Diagnostic {
  if (text.trim() === '') return damaged(EMPTY_STATE, 'The state file is empty');
  const edited = explainEdit(text);
  if (edited !== null) return edited;
  if (HEAD.startsWith(text) || text.startsWith(HEAD)) return CUT_OFF;
  return errorOf(NOT_A_STATE, {
    summary: 'The file is not a corform state',
    fix: 'Check the path of the state. If it is the right file, `corform state repair` goes back to the newest good version.',
  });
}

/** Names what happened to a text that begins as a state does and fails its checksum. */
function explainDamage(text: string): Diagnostic {
  const edited = explainEdit(text);
  if (edited !== null) return edited;
  const tailAt = text.search(TAIL);
  if (tailAt < 0) return CUT_OFF;
  return tailAt + TAIL_LENGTH < text.length
    ? damaged(STATE_HAS_TRAILING_BYTES, 'The state file has extra content after its end')
    : damaged(
        STATE_CHECKSUM_MISMATCH,
        'The state file does not match its checksum: it was changed or damaged after it was written',
      );
}

/** Tools that rewrite text files: editors, git's line ends, unfinished merges. */
function explainEdit(text: string): Diagnostic | null {
  if (text.startsWith('\uFEFF')) {
    return damaged(
      STATE_REWRITTEN_AS_TEXT,
      'The state file starts with a byte order mark',
      'An editor rewrote the file. Only corform may write the state.',
    );
  }
  if (/^(?:<{7}|={7}|>{7}|\|{7})/m.test(text)) {
    return damaged(
      STATE_HAS_MERGE_MARKS,
      'The state file has the markers of an unfinished merge',
      "Two states can't be merged as text. Keep the state out of branches (see docs/state.md).",
    );
  }
  if (text.includes('\r')) {
    return damaged(
      STATE_REWRITTEN_AS_TEXT,
      'The line endings of the state file were changed to CRLF',
      'If git did it, put `*.json -text` for the state into .gitattributes.',
    );
  }
  return null;
}
