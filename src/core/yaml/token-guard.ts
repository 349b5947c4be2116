import { type Diagnostic, errorOf, type FailureEntry } from '../errors/diagnostic.js';
import {
  ANCHOR_OR_ALIAS,
  FILE_TOO_LARGE,
  NESTED_TOO_DEEPLY,
  QUOTE_NOT_CLOSED,
  SEVERAL_DOCUMENTS,
  VALUE_FAR_TOO_LONG,
  YAML_DIRECTIVE,
  YAML_TAG,
} from '../errors/yaml.js';
import type { Locate } from './line-index.js';

/** No value of users.yaml may be near this long (255 characters); longer ones cost time for nothing. */
const MAX_SCALAR_LENGTH = 16_384;
/** A users file is four levels deep. What is deeper can only be there to exhaust the stack. */
const MAX_DEPTH = 32;
const MAX_INDENTATION = 256;
/** Enough for 150,000 users of ten fields; the parser keeps about 150 bytes for each. */
const MAX_TOKENS = 12_000_000;
/** After so many problems of this kind, more of them add nothing new. */
const MAX_PROBLEMS = 100;

/** The marker that the lexer puts before a scalar, whose text is the next token. */
const SCALAR_FOLLOWS = '\u001f';
const DOCUMENT_STARTS = '\u0002';
const FLOW_BROKEN = '\u0018';
/** These stand for no text of the file. */
const MARKERS: ReadonlySet<string> = new Set([SCALAR_FOLLOWS, DOCUMENT_STARTS, FLOW_BROKEN]);

/**
 * Watches the tokens of one file on their way from lexer to parser, so what corform doesn't allow is
 * refused with its exact place, and before the (recursive) parser could be harmed by it: anchors, aliases,
 * tags, directives, further documents, nesting, giant scalars. One guard serves one file.
 */
export class TokenGuard {
  readonly problems: Diagnostic[] = [];
  /** True once an anchor, alias or tag was reported: the parser's own complaints about them add nothing. */
  sawReference = false;

  readonly #locate: Locate;
  #offset = 0;
  #tokens = 0;
  #inScalar = false;
  #flowDepth = 0;
  /** `-`, `?` and `:` since the last line end: each of them can nest without indentation. */
  #indicators = 0;
  #atLineStart = true;
  #indentation = 0;
  #document: 'before' | 'inside' | 'ended' = 'before';

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  /** Takes the next token. False: stop, the rest must not be parsed. */
  accept(token: string): boolean {
    this.#tokens += 1;
    if (this.#tokens > MAX_TOKENS) {
      return this.#refuse(
        FILE_TOO_LARGE,
        'the file has more content than corform can read at once',
      );
    }
    const goOn = this.#inScalar ? this.#acceptScalar(token) : this.#acceptSyntax(token);
    if (MARKERS.has(token) && !this.#inScalar) {
      this.#inScalar = token === SCALAR_FOLLOWS;
      return goOn;
    }
    this.#inScalar = false;
    this.#atLineStart = token === '\n';
    this.#offset += token.length;
    return goOn;
  }

  #acceptSyntax(token: string): boolean {
    switch (token) {
      case FLOW_BROKEN:
        this.#flowDepth = 0;
        return true;
      case '\n':
        this.#indicators = 0;
        this.#indentation = 0;
        return true;
      case '---':
        if (this.#document !== 'before') return this.#refuseSecondDocument();
        this.#document = 'inside';
        return true;
      case '...':
        if (this.#document !== 'inside') return this.#refuseSecondDocument();
        this.#document = 'ended';
        return true;
      case '[':
      case '{':
        this.#flowDepth += 1;
        return this.#flowDepth > MAX_DEPTH ? this.#refuseDepth() : this.#enterContent();
      case ']':
      case '}':
        this.#flowDepth = Math.max(0, this.#flowDepth - 1);
        return this.#enterContent();
      case '-':
      case '?':
      case ':':
        return this.#acceptIndicator();
      default:
        return this.#acceptByFirstCharacter(token);
    }
  }

  #acceptByFirstCharacter(token: string): boolean {
    switch (token[0]) {
      case ' ':
        if (this.#atLineStart) this.#indentation = token.length;
        return true;
      case '&':
        return this.#noteReference(ANCHOR_OR_ALIAS, 'an anchor (`&`)');
      case '*':
        return this.#noteReference(ANCHOR_OR_ALIAS, 'an alias (`*`)');
      case '!':
        return this.#noteReference(YAML_TAG, 'a tag (`!`)');
      case '%':
        this.#refuse(
          YAML_DIRECTIVE,
          'a YAML directive (a line that starts with `%`) is not allowed',
        );
        return this.problems.length < MAX_PROBLEMS;
      case '"':
      case "'":
        return isClosed(token) ? this.#acceptScalar(token) : this.#refuseOpenQuote();
      default:
        return true;
    }
  }

  #acceptScalar(token: string): boolean {
    if (token.length <= MAX_SCALAR_LENGTH) return this.#enterContent();
    return this.#refuse(VALUE_FAR_TOO_LONG, `a value is ${token.length} characters long`);
  }

  #acceptIndicator(): boolean {
    if (this.#flowDepth === 0) this.#indicators += 1;
    const tooDeep = this.#indicators > MAX_DEPTH || this.#indentation > MAX_INDENTATION;
    return tooDeep ? this.#refuseDepth() : this.#enterContent();
  }

  /** Refused, but the rest can be read: its other problems are worth knowing. */
  #noteReference(entry: FailureEntry, what: string): boolean {
    this.sawReference = true;
    this.#refuse(entry, `${what} is not allowed`);
    return this.problems.length < MAX_PROBLEMS && this.#enterContent();
  }

  /** Content of a document: false if it belongs to a second one. */
  #enterContent(): boolean {
    if (this.#document === 'ended') return this.#refuseSecondDocument();
    this.#document = 'inside';
    return true;
  }

  #refuseSecondDocument(): false {
    return this.#refuse(SEVERAL_DOCUMENTS, 'the file has more than one YAML document');
  }

  #refuseDepth(): false {
    return this.#refuse(NESTED_TOO_DEEPLY, 'the file is nested too deeply');
  }

  /** Reported here, where the quote opens. The parser would report the end of the text. */
  #refuseOpenQuote(): false {
    return this.#refuse(QUOTE_NOT_CLOSED, 'a quote is opened but not closed');
  }

  #refuse(entry: FailureEntry, summary: string): false {
    this.problems.push(errorOf(entry, { summary, place: this.#locate(this.#offset) }));
    return false;
  }
}

function isClosed(quoted: string): boolean {
  return quoted.length > 1 && quoted.endsWith(quoted.slice(0, 1));
}
