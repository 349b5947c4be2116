import type { Baseline } from '../../adopt/baseline.js';
import { countOf, formatCount, sampleIds } from '../../text/phrase.js';
import { escapeTerminal } from '../escape.js';

/** What `corform baseline` says before it asks. */
export function renderBaseline(
  baseline: Baseline,
  { isVerified, hasPeople }: { readonly isVerified: boolean; readonly hasPeople: boolean },
): string {
  const { users, observed, differing, assumed, unidentified } = baseline;
  const differ =
    differing === 0
      ? ''
      : ` (${formatCount(differing)} ${differing === 1 ? 'differs' : 'differ'} from users.yaml and will show in the plan)`;
  const parts = [
    ...(isVerified ? [`${formatCount(observed)} read from COR${differ}`] : []),
    `${formatCount(assumed)} assumed`,
  ];
  const total = countOf(observed + assumed, 'field');
  const lines = [
    `${countOf(users, 'user')}, ${total}: ${parts.join(', ')}. Nothing is sent.`,
    ...(unidentified.length === 0
      ? []
      : [
          `Not found in COR's list, so all their fields are assumed: ${escapeTerminal(sampleIds(unidentified))}.`,
          ...(hasPeople
            ? []
            : [
                "COR's list has no external ids. --people FILE finds people in it by the e-mail addresses of an export.",
              ]),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}
