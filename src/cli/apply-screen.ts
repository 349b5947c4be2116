import type { Diagnostic } from '../core/errors/diagnostic.js';
import type { ApplyResult, ApplyView } from '../app/apply/apply-contract.js';
import type { CheckedPlan } from '../app/plan/plan-users.js';
import type { FieldName } from '../core/model.js';
import { personOf } from '../core/plan/before-and-after.js';
import { kindOf } from '../core/plan/classify.js';
import { renderDiagnosticsText } from '../core/render/diagnostics/text.js';
import { renderPlanText, type Detail } from '../core/render/text/plan.js';
import {
  diagnosticEvent,
  endedEvent,
  plannedEvents,
  progressEvent,
  startedEvent,
  summaryEvent,
  versionEvent,
  writeUiEvent,
  type UiEvent,
} from '../core/render/json/ui-events.js';
import { escapeTerminal } from '../core/render/escape.js';
import { isComplete, summaryText } from '../core/render/run-words.js';
import { renderStops } from '../core/render/text/limits.js';
import { makePaint } from '../core/render/text/style.js';
import type { PlanReport } from '../core/render/view.js';
import { describeTarget } from '../core/render/words.js';
import { wrapText } from '../core/text/wrap-text.js';
import { explainOutcome } from '../core/sending/explain-outcome.js';
import type { PutOutcome } from '../core/sending/outcome.js';
import { isCi } from './ci.js';
import { columnsOf, wantsColor } from './color.js';
import { processConsole } from './process-console.js';
import { formatProgress } from './progress-line.js';
import { RunWatch, type SentChange } from './run-watch.js';
import { clock } from './wire.js';

/** A view of an apply that also reports its end. */
export interface ApplyScreen extends ApplyView {
  finished(result: ApplyResult): void;
  /** Tells why an apply stopped before it sent anything, or could not go on. */
  failed(diagnostics: readonly Diagnostic[]): void;
  /** Says what the first signal means at this moment. */
  interrupted(signal: string, graceMs: number): void;
  /** Ends the progress lines. */
  close(): void;
}

export interface ScreenOptions {
  /** Makes what renderers need of a plan; also the moment to write reports. */
  readonly report: (plan: CheckedPlan) => Promise<PlanReport>;
  /** Fields whose values are in no message. */
  readonly sensitive: ReadonlySet<FieldName>;
}

export interface TextScreenOptions extends ScreenOptions {
  readonly detail: Detail;
  /** Asks a person, who sees where it goes. */
  readonly confirm: (target: string) => Promise<boolean>;
}

export interface JsonScreenOptions extends ScreenOptions {
  readonly version: string;
}

const TERMINAL_EVERY_MS = 200;
const LOG_EVERY_MS = 10_000;
const CLEAR_LINE = '\r\u001b[K';

/** For people: the plan on stdout, progress and failures on stderr, the summary last. */
export function textScreen(options: TextScreenOptions): ApplyScreen {
  const colorOut = wantsColor(process.stdout);
  const colorErr = wantsColor(process.stderr);
  /** How wide stderr is now. */
  const columns = (): number => columnsOf(process.stderr);
  /** Whether one line can be drawn again and again. */
  const redraw = process.stderr.isTTY && !isCi();
  let planned: PlanReport['plan']['target'] | null = null;
  /** As COR's answers name it: the first apply of a state learns it. */
  let company: number | null = null;
  const target = (): string =>
    planned === null
      ? ''
      : describeTarget({ ...planned, company_id: planned.company_id ?? company });
  const note = (diagnostic: Diagnostic): void => {
    const text = renderDiagnosticsText([diagnostic], {
      color: colorErr,
      columns: columns(),
      excerpts: null,
    });
    // A blank line to the plan, whether it stands above or will stand below.
    const block = planned === null ? `${text}\n` : `\n${text}`;
    processConsole.note(redraw ? CLEAR_LINE + block : block);
  };
  const watch = new RunWatch(() => clock.monotonic(), {
    started: () => undefined,
    settled: (change, outcome) => {
      if (outcome.kind === 'applied') company ??= outcome.companyId;
      const problem = problemOf(change, outcome, options);
      if (problem !== null) note(problem);
    },
  });
  const draw = (end: string): void => {
    const progress = watch.progress();
    // If a run ends before its first progress line, the summary reports the end.
    if (progress === null || (!redraw && !hasDrawn && end !== '')) return;
    hasDrawn = true;
    const line = formatProgress(progress, { columns: columns(), isOver: end !== '' });
    const isDone = progress.done === progress.total && progress.failed === 0;
    const shown = isDone ? makePaint(colorErr)('add', line) : line;
    processConsole.note(redraw ? CLEAR_LINE + shown + end : `${shown}\n`);
  };
  let hasDrawn = false;
  const timer = setInterval(
    () => {
      draw('');
    },
    redraw ? TERMINAL_EVERY_MS : LOG_EVERY_MS,
  );
  timer.unref();

  return {
    observer: watch,
    notice: note,
    confirm: () => options.confirm(target()),
    async planned(checked) {
      const report = await options.report(checked);
      watch.expect(checked.plan, report.forecast.seconds);
      planned = report.plan.target;
      const { detail } = options;
      const shape = { detail, color: colorOut, columns: columnsOf(process.stdout) };
      // An exceeded limit ends the apply, and is shown as its error.
      processConsole.result(renderPlanText({ ...report, limits: [] }, shape));
    },
    finished(result) {
      if (result.kind === 'declined')
        processConsole.result('\nApply cancelled. Nothing was sent.\n');
      if (result.kind !== 'ran') return;
      clearInterval(timer);
      draw('\n');
      const isGood = isComplete(result.counts);
      const paint = makePaint(isGood ? colorOut : colorErr);
      const [first = '', ...rest] = summaryText(result.counts, isElsewhere(result)).split('\n');
      // The line of a complete run is Terraform's, exactly.
      const end = isGood ? first : wrapText(first, columns()).join('\n  ');
      const text = [
        paint(isGood ? 'add' : 'error', end),
        ...rest,
        `Target: ${escapeTerminal(target())}`,
      ].join('\n');
      if (isGood) processConsole.result(`\n${text}\n`);
      else processConsole.note(`\n${text}\n`);
    },
    failed(diagnostics) {
      const text = renderStops(diagnostics, {
        color: colorErr,
        columns: columns(),
      });
      const above = redraw && hasDrawn ? CLEAR_LINE : '';
      processConsole.note(planned === null ? text : `${above}\n${text}`);
    },
    interrupted(signal, graceMs) {
      const text = describeInterrupt(signal, graceMs, watch);
      processConsole.note(wrapText(text, columns()).join('\n'));
    },
    close() {
      clearInterval(timer);
    },
  };
}

/** What a signal means depends on what is under way. */
function describeInterrupt(signal: string, graceMs: number, watch: RunWatch): string {
  const progress = watch.progress();
  // That nothing was sent is said by the error that follows.
  if (progress === null) return '\n';
  if (progress.inFlight === 0)
    return `\n${signal}: corform sends nothing new, and records what was done.\n`;
  const requests = progress.inFlight === 1 ? '1 request' : `${progress.inFlight} requests`;
  return `\n${signal}: corform sends nothing new, and waits up to ${graceMs / 1_000} s for ${requests} in flight. A second signal stops waiting.\n`;
}

/** For machines: Terraform's event stream on stdout. */
export function jsonScreen(options: JsonScreenOptions): ApplyScreen {
  const timestamp = (): string => new Date(clock.now()).toISOString();
  const tell = (events: readonly UiEvent[]): void => {
    processConsole.results(events.map((event) => writeUiEvent(event, timestamp())));
  };
  const watch = new RunWatch(() => clock.monotonic(), {
    started: (change) => {
      tell([startedEvent(kindOf(change), change.id)]);
    },
    settled: (change, outcome, elapsedMs) => {
      const ended = { kind: kindOf(change), id: change.id, elapsedMs };
      tell([endedEvent(ended, outcome.kind === 'applied')]);
      const problem = problemOf(change, outcome, options);
      if (problem !== null) tell([diagnosticEvent(problem)]);
    },
  });
  const timer = setInterval(() => {
    const progress = watch.progress();
    const current = watch.underWay();
    if (progress !== null && current !== null) tell([progressEvent(progress, current)]);
  }, LOG_EVERY_MS);
  timer.unref();
  tell([versionEvent(options.version)]);

  return {
    observer: watch,
    notice(diagnostic) {
      tell([diagnosticEvent(diagnostic)]);
    },
    confirm: () => Promise.resolve(false),
    async planned(checked) {
      const report = await options.report(checked);
      watch.expect(checked.plan, report.forecast.seconds);
      tell(plannedEvents(report.plan));
    },
    finished(result) {
      if (result.kind === 'ran') tell([summaryEvent(result.counts, isElsewhere(result))]);
    },
    failed(diagnostics) {
      tell(diagnostics.map(diagnosticEvent));
    },
    interrupted(signal, graceMs) {
      processConsole.note(describeInterrupt(signal, graceMs, watch));
    },
    close() {
      clearInterval(timer);
    },
  };
}

/** Why a user was not updated; null if nothing is to be said. */
function problemOf(
  change: SentChange,
  outcome: PutOutcome,
  { sensitive }: ScreenOptions,
): Diagnostic | null {
  return explainOutcome(personOf(change, sensitive), outcome, change.place);
}

function isElsewhere({ execution }: Extract<ApplyResult, { readonly kind: 'ran' }>): boolean {
  return execution?.stop.reason === 'other-company';
}
