import type { Diagnostic } from '../diagnostic.js';
import type { Locate } from './line-index.js';

/** No value of users.yaml may be near this long (255 characters); longer ones cost time for nothing. */
const MAX_SCALAR_LENGTH = 16_384;
/** A users file is four levels deep. What is deeper can only be there to exhaust the stack. */
const MAX_DEPTH = 32;
const MAX_INDENTATION = 256;
/** Enough for 150,000 users of ten fields; the parser keeps about 150 bytes for each. */
const MAX_TOKENS = 12_000_000;
/** After so many problems of this kind the rest of the file tells nothing new. */
const MAX_PROBLEMS = 100;

/** The marker that the lexer puts before a scalar, whose text is the next token. */
const SCALAR_FOLLOWS = '\u001f';
/** Markers of the lexer that stand for no text: start of a document, broken end of a flow collection. */
const MARKERS: ReadonlySet<string> = new Set([SCALAR_FOLLOWS, '\u0002', '\u0018']);

/**
 * Watches the tokens of one file on their way from lexer to parser, so that what corform doesn't allow is
 * refused with its exact place, and before the (recursive) parser could be harmed by it: anchors, aliases,
 * tags, directives, further documents, nesting, giant scalars.
 */
export interface TokenGuard {
  /** Takes the next token. False: stop, the rest must not be parsed. */
  readonly accept: (token: string) => boolean;
  readonly problems: readonly Diagnostic[];
  /** True once an anchor, alias or tag was reported: the parser's own complaints about them add nothing. */
  readonly sawReference: () => boolean;
}

export function createTokenGuard(locate: Locate): TokenGuard {
  const problems: Diagnostic[] = [];
  let offset = 0;
  let tokens = 0;
  let inScalar = false;
  let references = 0;
  let flowDepth = 0;
  /** `-`, `?` and `:` since the last line end: each of them can nest without indentation. */
  let indicators = 0;
  let atLineStart = true;
  let indentation = 0;
  let document: 'before' | 'inside' | 'ended' = 'before';

  const report = (code: string, summary: string, fix: string): void => {
    problems.push({
      severity: 'error',
      code,
      summary,
      place: locate(offset),
      fix,
    });
  };

  const reportReference = (token: string): void => {
    references += 1;
    const [code, what] = token.startsWith('!')
      ? (['CF115', 'a tag'] as const)
      : token.startsWith('&')
        ? (['CF114', 'an anchor'] as const)
        : (['CF114', 'an alias'] as const);
    report(
      code,
      `${what} (\`${token.slice(0, 1)}\`) is not allowed`,
      code === 'CF115'
        ? 'Remove the tag; put text in quotes.'
        : 'Use profiles for fields that users share.',
    );
  };

  /** Content of a document: true unless it belongs to a second one. */
  const enterContent = (): boolean => {
    if (document === 'ended') return refuseSecondDocument();
    document = 'inside';
    return true;
  };

  const refuseSecondDocument = (): false => {
    report(
      'CF118',
      'the file holds more than one YAML document',
      'Keep one document a file; several files can be given: `corform plan users/*.yaml`.',
    );
    return false;
  };

  const refuseDepth = (): false => {
    report('CF119', 'the file is nested too deeply', 'Write users as a list of flat entries.');
    return false;
  };

  const acceptScalar = (token: string): boolean => {
    if (token.length > MAX_SCALAR_LENGTH) {
      report(
        'CF120',
        `a value is ${token.length} characters long`,
        'Shorten it: a value has at most 255 characters.',
      );
      return false;
    }
    return enterContent();
  };

  /** Told here, where the quote opens; the parser would tell it where the text gave out. */
  const refuseOpenQuote = (): false => {
    report('CF112', 'a quote is opened and not closed', 'Close the quote.');
    return false;
  };

  const acceptIndicator = (): boolean => {
    if (flowDepth === 0) indicators += 1;
    return indicators > MAX_DEPTH || indentation > MAX_INDENTATION ? refuseDepth() : enterContent();
  };

  const acceptSyntax = (token: string): boolean => {
    switch (token) {
      case '\n':
        indicators = 0;
        indentation = 0;
        atLineStart = true;
        return true;
      case '---':
        if (document !== 'before') return refuseSecondDocument();
        document = 'inside';
        return true;
      case '...':
        if (document !== 'inside') return refuseSecondDocument();
        document = 'ended';
        return true;
      case '[':
      case '{':
        flowDepth += 1;
        return flowDepth > MAX_DEPTH ? refuseDepth() : enterContent();
      case ']':
      case '}':
        flowDepth = Math.max(0, flowDepth - 1);
        return enterContent();
      case '-':
      case '?':
      case ':':
        return acceptIndicator();
      default:
        return acceptByFirstCharacter(token);
    }
  };

  const acceptByFirstCharacter = (token: string): boolean => {
    switch (token[0]) {
      case ' ':
        if (atLineStart) indentation = token.length;
        return true;
      case '&':
      case '*':
      case '!':
        reportReference(token);
        return problems.length < MAX_PROBLEMS && enterContent();
      case '%':
        report(
          'CF117',
          'a YAML directive (a line that starts with `%`) is not allowed',
          'Remove the line.',
        );
        return problems.length < MAX_PROBLEMS;
      case '"':
      case "'":
        return isClosed(token) ? acceptScalar(token) : refuseOpenQuote();
      default:
        return true;
    }
  };

  const accept = (token: string): boolean => {
    tokens += 1;
    if (tokens > MAX_TOKENS) {
      report(
        'CF105',
        'the file holds too much to be read at once',
        'Split the users over several files.',
      );
      return false;
    }
    if (inScalar) {
      inScalar = false;
      atLineStart = false;
      const goOn = acceptScalar(token);
      offset += token.length;
      return goOn;
    }
    if (MARKERS.has(token)) {
      inScalar = token === SCALAR_FOLLOWS;
      if (token === '\u0018') flowDepth = 0;
      return true;
    }
    const goOn = acceptSyntax(token);
    atLineStart = token === '\n';
    offset += token.length;
    return goOn;
  };

  return { accept, problems, sawReference: () => references > 0 };
}

function isClosed(quoted: string): boolean {
  return quoted.length > 1 && quoted.endsWith(quoted.slice(0, 1));
}
