import type { Diagnostic } from '../core/errors/diagnostic.js';
import type { ApplyResult, ApplyView, PlanContext } from '../app/apply/apply-contract.js';
import type { CheckedPlan } from '../app/plan/plan-users.js';
import { kindOf } from '../core/plan/classify.js';
import { renderDiagnosticsText } from '../core/render/diagnostics/text.js';
import { renderPlanText, type Detail } from '../core/render/text/plan.js';
import { makeUiEvents, summaryText } from '../core/render/json/ui-events.js';
import type { PlanReport } from '../core/render/view.js';
import { explainOutcome } from '../core/sending/explain-outcome.js';
import type { Console } from './console.js';
import { formatProgress, RunWatch } from './run-watch.js';

/** A view of an apply that also tells its end. */
export interface ApplyScreen extends ApplyView {
  finished(result: ApplyResult): void;
  /** Ends the progress lines. */
  close(): void;
}

export interface ScreenOptions {
  readonly console: Console;
  /** Makes what renderers need of a plan; also the moment to write reports. */
  readonly report: (plan: CheckedPlan, context: PlanContext) => Promise<PlanReport>;
  readonly confirm: () => Promise<boolean>;
  /** Milliseconds that never go back. */
  readonly now: () => number;
}

export interface TextOptions extends ScreenOptions {
  readonly detail: Detail;
  readonly colorOut: boolean;
  readonly colorErr: boolean;
  /** Whether stderr is a terminal on which one line can be drawn again and again. */
  readonly redraw: boolean;
}

export interface JsonOptions extends ScreenOptions {
  readonly version: string;
  /** The time of an event, ISO 8601. */
  readonly timestamp: () => string;
}

const TERMINAL_EVERY_MS = 200;
const LOG_EVERY_MS = 10_000;
const CLEAR_LINE = '\r\u001b[K';

/** For people: the plan on stdout, progress and failures on stderr, the summary last. */
export function textScreen(options: TextOptions): ApplyScreen {
  const { console, redraw } = options;
  const note = (diagnostic: Diagnostic): void => {
    const text = renderDiagnosticsText([diagnostic], { color: options.colorErr, excerpts: null });
    console.note(redraw ? CLEAR_LINE + text : text);
  };
  const watch = new RunWatch(options.now, {
    started: () => undefined,
    settled: (change, outcome) => {
      const diagnostic = explainOutcome(change.id, outcome, change.place);
      if (diagnostic !== null) note(diagnostic);
    },
  });
  const timer = setInterval(
    () => {
      const progress = watch.progress();
      if (progress === null) return;
      const line = formatProgress(progress);
      console.note(redraw ? CLEAR_LINE + line : `${line}\n`);
    },
    redraw ? TERMINAL_EVERY_MS : LOG_EVERY_MS,
  );
  timer.unref();

  return {
    observer: watch,
    notice: note,
    confirm: options.confirm,
    async planned(checked, context) {
      watch.expect(checked.plan);
      const { detail, colorOut: color } = options;
      console.result(renderPlanText(await options.report(checked, context), { detail, color }));
    },
    finished(result) {
      if (result.kind === 'declined') console.result('\nApply cancelled. Nothing was sent.\n');
      if (result.kind !== 'ran') return;
      const { refused, unknown, not_attempted } = result.counts;
      const text = `\n${summaryText(result.counts)}\n`;
      if (refused + unknown + not_attempted === 0) console.result(text);
      else console.note(text);
    },
    close() {
      clearInterval(timer);
      if (redraw && watch.progress() !== null) console.note(CLEAR_LINE);
    },
  };
}

/** For machines: Terraform's event stream on stdout. */
export function jsonScreen(options: JsonOptions): ApplyScreen {
  const { console } = options;
  const events = makeUiEvents(options.timestamp);
  const watch = new RunWatch(options.now, {
    started: (change) => {
      console.result(events.started(kindOf(change), change.id));
    },
    settled: (change, outcome, elapsedMs) => {
      const ended = outcome.kind === 'applied' ? 'completed' : 'errored';
      console.result(events[ended](kindOf(change), change.id, elapsedMs));
      const diagnostic = explainOutcome(change.id, outcome, change.place);
      if (diagnostic !== null) console.result(events.diagnostic(diagnostic));
    },
  });
  const timer = setInterval(() => {
    const progress = watch.progress();
    if (progress !== null) console.result(events.progress(progress));
  }, LOG_EVERY_MS);
  timer.unref();
  console.result(events.version(options.version));

  return {
    observer: watch,
    notice(diagnostic) {
      console.result(events.diagnostic(diagnostic));
    },
    confirm: options.confirm,
    async planned(checked, context) {
      watch.expect(checked.plan);
      console.result(events.planned((await options.report(checked, context)).plan));
    },
    finished(result) {
      if (result.kind === 'ran') console.result(events.summary(result.counts));
    },
    close() {
      clearInterval(timer);
    },
  };
}
