import { errorOf, warningOf, type Diagnostic, type Outcome } from '../errors/diagnostic.js';
import { EVIDENCE_TOO_OLD, INVALID_EVIDENCE_LIMIT, TOO_MUCH_ASSUMED } from '../errors/evidence.js';
import type { RecordedState } from '../model.js';
import { readTime } from '../text/read-time.js';
import { countOf } from '../text/phrase.js';
import { summarizeEvidence, type EvidenceStatus } from './summarize-evidence.js';

/** The flags of `corform status`, as they are typed. */
export interface TypedEvidenceLimits {
  readonly stale?: string | undefined;
  readonly 'max-age'?: string | undefined;
  readonly 'max-assumed'?: string | undefined;
}

export interface EvidenceLimits {
  /** Times, ISO 8601, UTC; null if nobody asked. */
  readonly staleBefore: string | null;
  readonly oldest: string | null;
  /** The most assumed fields: a number, or a share of all fields in percent. */
  readonly assumed: { readonly most: number; readonly isPercent: boolean } | null;
}

/** Reads the limits; `now` in milliseconds since 1970. */
export function parseEvidenceLimits(
  typed: TypedEvidenceLimits,
  now: number,
): Outcome<EvidenceLimits> {
  const ages = (['stale', 'max-age'] as const).map((flag) => {
    const text = typed[flag];
    const time = text === undefined ? null : readTime(text, now);
    return { time, problems: text === undefined || time !== null ? [] : [misread(flag, text)] };
  });
  const text = typed['max-assumed'];
  const share = text === undefined ? null : /^(\d{1,9}(?:\.\d+)?)(%?)$/.exec(text);
  const diagnostics = [
    ...ages.flatMap(({ problems }) => problems),
    ...(text === undefined || share !== null ? [] : [misread('max-assumed', text)]),
  ];
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  const [stale, oldest] = ages.map(({ time }) => time);
  return {
    value: {
      staleBefore: stale ?? null,
      oldest: oldest ?? null,
      assumed: share === null ? null : { most: Number(share[1]), isPercent: share[2] === '%' },
    },
    diagnostics: [],
  };
}

function misread(flag: keyof TypedEvidenceLimits, text: string): Diagnostic {
  const what = flag === 'max-assumed' ? 'neither a number nor a percentage' : 'not an age';
  return errorOf(INVALID_EVIDENCE_LIMIT, { summary: `--${flag} ${text} is ${what}.` });
}

/** Returns a warning for each limit that the recorded evidence exceeds. */
export function checkEvidence(
  state: Pick<RecordedState, 'users' | 'runs'>,
  { counts, fields }: Pick<EvidenceStatus, 'counts' | 'fields'>,
  limits: EvidenceLimits,
): readonly Diagnostic[] {
  return [...checkAge(state, limits.oldest), ...checkAssumed(counts.assumed, fields, limits)];
}

function checkAge(
  state: Pick<RecordedState, 'users' | 'runs'>,
  oldest: string | null,
): readonly Diagnostic[] {
  if (oldest === null) return [];
  const { stale } = summarizeEvidence(state, { staleBefore: oldest, by: null });
  if (stale === 0) return [];
  return [
    warningOf(EVIDENCE_TOO_OLD, {
      summary: `COR has said nothing about ${countOf(stale, 'field')} since ${oldest}, which is longer than --max-age.`,
      fix: `corform apply --resend older:${oldest}`,
    }),
  ];
}

function checkAssumed(
  assumed: number,
  fields: number,
  { assumed: limit }: EvidenceLimits,
): readonly Diagnostic[] {
  if (limit === null) return [];
  const most = limit.isPercent ? (fields * limit.most) / 100 : limit.most;
  if (assumed <= most) return [];
  return [
    warningOf(TOO_MUCH_ASSUMED, {
      summary: `${countOf(assumed, 'field')} assumed, which is more than --max-assumed ${limit.most}${limit.isPercent ? '%' : ''}.`,
    }),
  ];
}
