import { CLOSED_BREAKER, countOutcome, isTripped } from '../../../core/sending/breaker.js';
import type { OpOutcome } from '../../../core/sending/outcome.js';
import { giveUp, judgeAttempt, NEW_OP, retryAllowed } from '../../../core/sending/retry-policy.js';
import type { StopCause } from '../../../core/sending/stop.js';
import type { Attempt, UpdateRequest } from '../../../core/ports.js';
import type { ExecutionOptions, ExecutionPorts, ExecutionResult } from './contract.js';
import { askOnce } from './ask-once.js';
import { LogQueue } from './log-queue.js';
import { GuardedObserver } from './observer.js';
import { onAbort } from './on-abort.js';
import { FenceLost } from './run-log.js';
import { SendQueue, type QueuedOp } from './send-queue.js';
import { TrafficControl } from './traffic-control.js';
import { Waker } from './waker.js';

/** How long the log may take to write the outcomes of abandoned requests. */
const LAST_RECORDS_MS = 1_000;
interface InFlight {
  readonly queued: QueuedOp;
  readonly update: UpdateRequest;
  /** Its number in Traffic. */
  readonly request: number;
  readonly abandon: AbortController;
}

/**
 * One run. A single loop sends what may be sent and then sleeps until something happens; answers, the
 * log and the interrupts only change what the loop finds when it wakes.
 */
export class Execution {
  readonly #ops: readonly UpdateRequest[];
  readonly #ports: ExecutionPorts;
  readonly #options: ExecutionOptions;
  readonly #observer: GuardedObserver;
  readonly #waker: Waker;
  readonly #log: LogQueue;
  readonly #traffic: TrafficControl;
  readonly #queue = new SendQueue();
  readonly #inFlight = new Map<number, InFlight>();
  readonly #outcomes: (OpOutcome | undefined)[];
  readonly #startedAt: number;
  #next = 0;
  #breaker = CLOSED_BREAKER;
  #stop: StopCause | null = null;
  #abandonAt: number | null = null;
  #closeLogAt: number | null = null;
  /** Whether an operation ended that would have gone on. */
  #wasCutShort = false;
  #failures = 0;
  #retries = 0;
  #maxInFlight = 0;

  constructor(ops: readonly UpdateRequest[], ports: ExecutionPorts, options: ExecutionOptions) {
    this.#ops = ops;
    this.#ports = ports;
    this.#options = options;
    this.#observer = new GuardedObserver(ports.observer);
    this.#waker = new Waker(ports.clock);
    this.#outcomes = new Array<OpOutcome | undefined>(ops.length).fill(undefined);
    this.#startedAt = ports.clock.monotonic();
    this.#traffic = new TrafficControl(ports, this.#observer, options);
    this.#log = new LogQueue(ports.log, {
      intended: (intended) => this.#onIntended(intended),
      recorded: (batch) => {
        for (const { op, outcome } of batch) this.#observer.tell((o) => o.settled(op, outcome));
        this.#waker.wake();
      },
      failed: (error) => {
        if (error instanceof FenceLost) this.#onFenceLost();
        else this.#end({ reason: 'log-failed', error });
      },
    });
  }

  async run(): Promise<ExecutionResult> {
    const unlisten = this.#listen();
    try {
      for (;;) {
        const now = this.#ports.clock.monotonic();
        this.#keepDeadlines(now);
        this.#sendDue(now);
        this.#intendAhead(now);
        if (this.#isOver()) return this.#result();
        await this.#waker.wait(this.#nextDeadline(now));
      }
    } finally {
      unlisten();
      this.#waker.stop();
      this.#log.close();
    }
  }

  #isOver(): boolean {
    const nothingNew = this.#stop !== null || this.#next === this.#ops.length;
    return nothingNew && this.#inFlight.size === 0 && this.#queue.size === 0 && this.#log.idle;
  }

  // ------------------------------------------------------------------------------- sending

  #sendDue(now: number): void {
    for (;;) {
      const at = this.#nextSendAt();
      if (at === null || at > now) return;
      const queued = this.#queue.take(now);
      if (queued === undefined) return;
      this.#send(queued, now);
    }
  }

  #nextSendAt(): number | null {
    return this.#stop === null ? this.#traffic.nextSendAt(this.#inFlight.size) : null;
  }

  #send(queued: QueuedOp, now: number): void {
    const { op, history } = queued;
    if (history.attempts > 0) this.#retries += 1;
    const flight = {
      queued,
      update: this.#updateOf(op),
      request: this.#traffic.send(now),
      abandon: new AbortController(),
    };
    this.#inFlight.set(op, flight);
    const inFlight = this.#inFlight.size;
    this.#maxInFlight = Math.max(this.#maxInFlight, inFlight);
    this.#observer.tell((o) => o.sent(op, inFlight));
    void this.#exchange(flight);
  }

  #updateOf(op: number): UpdateRequest {
    const update = this.#ops[op];
    if (update === undefined) throw new RangeError(`no operation ${op}`);
    return update;
  }

  async #exchange(flight: InFlight): Promise<void> {
    const { op } = flight.queued;
    const attempt = await askOnce(this.#ports.api, flight.update, flight.abandon.signal);
    // An answer to an abandoned request comes too late: its outcome is settled.
    if (this.#inFlight.get(op) !== flight) return;
    this.#inFlight.delete(op);
    this.#observer.tell((o) => o.returned(op, this.#inFlight.size));
    const waitMs = this.#traffic.learn(flight.request, attempt);
    if (waitMs !== null) this.#end({ reason: 'retry-after', waitMs });
    this.#judge(flight, attempt);
    this.#waker.wake();
  }

  // -------------------------------------------------------------------------------- ending

  #judge(flight: InFlight, attempt: Attempt): void {
    const { op, history } = flight.queued;
    const now = this.#ports.clock.monotonic();
    const verdict = judgeAttempt(attempt, history, {
      set: flight.update.set,
      at: new Date(this.#ports.clock.now()).toISOString(),
      fraction: this.#ports.random.fraction(),
    });
    switch (verdict.kind) {
      case 'final':
        this.#settle(op, verdict.outcome);
        this.#countFailure(verdict.outcome);
        return;
      case 'retry':
        this.#retry({ op, history: verdict.history, dueAt: now + verdict.afterMs });
        return;
      case 'stop': {
        const { reason, error, waitMs } = verdict;
        this.#cutShort(op, verdict.outcome);
        this.#end(reason === 'unauthorised' ? { reason, error } : { reason, waitMs });
      }
    }
  }

  #retry(queued: QueuedOp): void {
    const retries = this.#retries + this.#queue.again;
    if (this.#stop === null && retryAllowed(this.#traffic.sent - this.#retries, retries)) {
      this.#queue.addAgain(queued);
      return;
    }
    this.#cutShort(queued.op, giveUp(queued.history));
    this.#end({ reason: 'retry-budget', retries });
  }

  #countFailure(outcome: OpOutcome): void {
    this.#breaker = countOutcome(this.#breaker, outcome);
    if (outcome.kind === 'applied' || outcome.error === null) return;
    this.#failures += 1;
    const failures = this.#failures;
    const { maxFailures } = this.#options;
    if (maxFailures !== null && failures >= maxFailures) {
      this.#end({ reason: 'max-failures', failures });
    }
    if (isTripped(this.#breaker)) {
      this.#end({ reason: 'breaker', failures: this.#breaker.streak, error: outcome.error });
    }
  }

  #settle(op: number, outcome: OpOutcome): void {
    this.#outcomes[op] = outcome;
    this.#log.record(op, outcome);
  }

  /** Settles an operation that would have gone on, had the run. */
  #cutShort(op: number, outcome: OpOutcome): void {
    this.#wasCutShort = true;
    this.#settle(op, outcome);
  }

  /** Sends nothing more. The first cause stands, but for one that says that records are missing. */
  #end(cause: StopCause): void {
    const grave = cause.reason === 'log-failed' || cause.reason === 'fence-lost';
    if (this.#stop === null || grave) this.#stop = cause;
    for (const { op, history } of this.#queue.drain()) this.#cutShort(op, giveUp(history));
    if (grave || cause.reason === 'interrupted') {
      this.#abandonAt ??= this.#ports.clock.monotonic() + this.#options.graceMs;
    }
    this.#waker.wake();
  }

  /** Gives up what is in flight; the log gets a moment to write that down. */
  #abandon(): void {
    for (const [op, flight] of this.#inFlight) {
      this.#inFlight.delete(op);
      this.#observer.tell((o) => o.returned(op, this.#inFlight.size));
      this.#cutShort(op, { kind: 'unknown', error: null });
      flight.abandon.abort();
    }
    this.#abandonAt = null;
    this.#closeLogAt ??= this.#ports.clock.monotonic() + LAST_RECORDS_MS;
    this.#waker.wake();
  }

  #onFenceLost(): void {
    this.#log.close();
    this.#end({ reason: 'fence-lost' });
    this.#abandon();
  }

  #listen(): () => void {
    const { stopping, leaving, fenceLost } = this.#options.interrupts;
    const unlisten = [
      onAbort(stopping, () => this.#end({ reason: 'interrupted' })),
      onAbort(leaving, () => {
        this.#end({ reason: 'interrupted' });
        this.#abandon();
      }),
      ...(fenceLost === undefined ? [] : [onAbort(fenceLost, () => this.#onFenceLost())]),
    ];
    return () => {
      for (const remove of unlisten) remove();
    };
  }

  // ------------------------------------------------------------------------------- intents

  #onIntended(ops: readonly number[]): void {
    if (this.#stop === null) this.#queue.add(ops);
    else for (const op of ops) this.#cutShort(op, giveUp(NEW_OP));
    this.#waker.wake();
  }

  /**
   * Has the next intents written while requests are in flight, so that the log's latency costs no
   * throughput. At most twice the limit is open at a time: that much a crash leaves unknown.
   */
  #intendAhead(now: number): void {
    if (this.#stop !== null || this.#log.intending > 0) return;
    const wanted = Math.min(
      this.#traffic.wantedAhead(now, this.#inFlight.size) - this.#queue.fresh,
      2 * this.#traffic.limit - this.#log.open.size,
      this.#ops.length - this.#next,
    );
    if (wanted <= 0) return;
    const first = this.#next;
    this.#next += wanted;
    this.#log.intend(Array.from({ length: wanted }, (_, i) => first + i));
  }

  // ---------------------------------------------------------------------------------- time

  #keepDeadlines(now: number): void {
    const { maxDurationMs } = this.#options;
    if (this.#stop === null && maxDurationMs !== null && now >= this.#startedAt + maxDurationMs) {
      this.#end({ reason: 'max-duration', ms: maxDurationMs });
    }
    if (this.#abandonAt !== null && now >= this.#abandonAt) this.#abandon();
    if (this.#closeLogAt !== null && now >= this.#closeLogAt) this.#log.close();
  }

  /** The next time at which the loop has something to do that nothing else wakes it for. */
  #nextDeadline(now: number): number | null {
    const { maxDurationMs } = this.#options;
    const pausedUntil = this.#traffic.pausedUntil(now);
    const sendAt = this.#nextSendAt();
    const dueAt = this.#queue.nextDueAt(now);
    const times = [
      ...(sendAt === null || dueAt === null ? [] : [Math.max(sendAt, dueAt)]),
      ...(pausedUntil === null ? [] : [pausedUntil]),
      ...(this.#stop !== null || maxDurationMs === null ? [] : [this.#startedAt + maxDurationMs]),
      ...(this.#abandonAt === null ? [] : [this.#abandonAt]),
      ...(this.#closeLogAt === null ? [] : [this.#closeLogAt]),
    ];
    return times.length === 0 ? null : Math.min(...times);
  }

  #result(): ExecutionResult {
    const missed = this.#wasCutShort || this.#outcomes.includes(undefined);
    return {
      outcomes: this.#outcomes.map((outcome) => outcome ?? giveUp(NEW_OP)),
      unrecorded: [...this.#log.open],
      stop:
        this.#stop !== null && (missed || !isPolicy(this.#stop)) ? this.#stop : { reason: 'done' },
      stats: {
        requests: this.#traffic.sent,
        retries: this.#retries,
        throttled: this.#traffic.throttled,
        pauses: this.#traffic.pauses,
        maxInFlight: this.#maxInFlight,
      },
      observerError: this.#observer.error,
    };
  }
}

/** Causes that do not matter where they left nothing out. */
function isPolicy(cause: StopCause): boolean {
  return ['breaker', 'max-failures', 'max-duration'].includes(cause.reason);
}
