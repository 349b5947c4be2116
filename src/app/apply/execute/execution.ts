import type { ExternalId } from '../../../core/model.js';
import { causeToStop, CLOSED_BREAKER, countOutcome } from '../../../core/sending/breaker.js';
import type { PutOutcome } from '../../../core/sending/outcome.js';
import { giveUp, judgeAttempt, NEW_PUT, retryAllowed } from '../../../core/sending/retry-policy.js';
import type { StopCause } from '../../../core/sending/stop.js';
import type { Attempt, UpdateRequest } from '../../../core/ports/cor.js';
import type { ExecutionOptions, ExecutionPorts, ExecutionResult } from './contract.js';
import { InFlight } from './in-flight.js';
import { LogQueue } from './log-queue.js';
import { GuardedObserver } from './observer.js';
import { onAbort } from './on-abort.js';
import { Ending } from './ending.js';
import { FenceLost } from './run-log.js';
import { SendQueue, type QueuedPut } from './send-queue.js';
import { TrafficControl } from './traffic-control.js';
import { Waker } from './waker.js';

/**
 * One run. A single loop sends what may be sent and then sleeps until something happens; answers, the
 * log and the interrupts only change what the loop finds when it wakes.
 */
export class Execution {
  readonly #updates: ReadonlyMap<ExternalId, UpdateRequest>;
  readonly #ports: ExecutionPorts;
  readonly #options: ExecutionOptions;
  readonly #observer: GuardedObserver;
  readonly #waker: Waker;
  readonly #log: LogQueue;
  readonly #traffic: TrafficControl;
  readonly #inFlight: InFlight;
  readonly #end: Ending;
  readonly #queue = new SendQueue();
  readonly #outcomes = new Map<ExternalId, PutOutcome>();
  /** The users whose intent was not written yet, in order. */
  readonly #ahead: Iterator<ExternalId>;
  #intended = 0;
  #companyId: number | null;
  /** Whether no answer has matched yet, of a run that knows whose answers it expects. */
  #isAlone: boolean;
  #breaker = CLOSED_BREAKER;
  #retries = 0;

  /** `updates`: by the external id of their user, in the order in which they are to be sent. */
  constructor(
    updates: ReadonlyMap<ExternalId, UpdateRequest>,
    ports: ExecutionPorts,
    options: ExecutionOptions,
  ) {
    this.#updates = updates;
    this.#ports = ports;
    this.#options = options;
    this.#ahead = updates.keys();
    this.#observer = new GuardedObserver(ports.observer);
    this.#waker = new Waker(ports.clock);
    this.#traffic = new TrafficControl(ports, this.#observer, options);
    this.#inFlight = new InFlight(ports.api, this.#observer);
    this.#end = new Ending(ports.clock.monotonic(), options);
    this.#companyId = options.expected.companyId;
    this.#isAlone = this.#companyId !== null || options.expected.corIds.size > 0;
    this.#log = new LogQueue(ports.log, {
      confirmed: () => this.#waker.wake(),
      intended: (ids) => this.#onIntended(ids),
      recorded: (outcomes) => {
        for (const [id, outcome] of outcomes) this.#observer.tell((o) => o.settled(id, outcome));
        this.#waker.wake();
      },
      failed: (error) => {
        if (error instanceof FenceLost) this.#onFenceLost();
        else this.#stop({ reason: 'log-failed', error });
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
    const nothingNew = this.#end.hasBegun || this.#intended === this.#updates.size;
    return nothingNew && this.#inFlight.size === 0 && this.#queue.size === 0 && this.#log.idle;
  }

  // ------------------------------------------------------------------------------- sending

  #sendDue(now: number): void {
    for (;;) {
      const at = this.#nextSendAt(now);
      if (at === null || at > now || !this.#log.isSure()) return;
      const queued = this.#queue.take(now);
      if (queued === undefined) return;
      void this.#exchange(queued, now);
    }
  }

  /** When the next request may go; null if something else has to happen first. */
  #nextSendAt(now: number): number | null {
    if (this.#end.hasBegun || this.#log.isConfirming) return null;
    // With the key of another company one update lands there, and not one for each that is in flight.
    if (this.#isAlone && this.#inFlight.size > 0) return null;
    const sendAt = this.#traffic.nextSendAt(this.#inFlight.size);
    const dueAt = this.#queue.nextDueAt(now);
    return sendAt === null || dueAt === null ? null : Math.max(sendAt, dueAt);
  }

  async #exchange(queued: QueuedPut, now: number): Promise<void> {
    if (queued.history.attempts > 0) this.#retries += 1;
    const request = this.#traffic.send(now);
    const attempt = await this.#inFlight.send(queued);
    // An answer to an abandoned request comes too late: its outcome is settled.
    if (attempt === null) return;
    const waitMs = this.#traffic.learn(request, attempt);
    if (waitMs !== null) this.#stop({ reason: 'retry-after', waitMs });
    this.#judge(queued, attempt);
    this.#waker.wake();
  }

  #judge({ update, history }: QueuedPut, attempt: Attempt): void {
    const now = this.#ports.clock.monotonic();
    const { corIds } = this.#options.expected;
    const verdict = judgeAttempt(attempt, history, {
      update,
      pins: { companyId: this.#companyId, corId: corIds.get(update.id) ?? null },
      fraction: this.#ports.random.fraction(),
    });
    switch (verdict.kind) {
      case 'final':
        if (verdict.outcome.kind === 'applied') {
          this.#companyId ??= verdict.outcome.companyId;
          this.#isAlone = false;
        }
        this.#settle(update.id, verdict.outcome);
        this.#watchFailures(verdict.outcome);
        return;
      case 'retry':
        this.#retry({ update, history: verdict.history, dueAt: now + verdict.afterMs });
        return;
      case 'stop':
        this.#cutShort(update.id, verdict.outcome);
        this.#stop(verdict.cause);
    }
  }

  #retry(queued: QueuedPut): void {
    const retries = this.#retries + this.#queue.again;
    const first = this.#traffic.sent - this.#retries;
    if (!this.#end.hasBegun && retryAllowed(first, retries)) {
      this.#queue.addAgain(queued);
      return;
    }
    this.#cutShort(queued.update.id, giveUp(queued.history));
    this.#stop({ reason: 'retry-budget', retries });
  }

  #watchFailures(outcome: PutOutcome): void {
    this.#breaker = countOutcome(this.#breaker, outcome);
    const cause = causeToStop(this.#breaker, this.#options.maxFailures);
    if (cause !== null) this.#stop(cause);
  }

  // -------------------------------------------------------------------------------- ending

  #settle(id: ExternalId, outcome: PutOutcome): void {
    this.#outcomes.set(id, outcome);
    this.#log.record(id, outcome);
  }

  /** Settles a PUT that would have gone on, had the run. */
  #cutShort(id: ExternalId, outcome: PutOutcome): void {
    this.#end.cutShort();
    this.#settle(id, outcome);
  }

  #stop(cause: StopCause): void {
    this.#end.begin(cause, this.#ports.clock.monotonic());
    for (const { update, history } of this.#queue.drain()) {
      this.#cutShort(update.id, giveUp(history));
    }
    this.#waker.wake();
  }

  #abandon(): void {
    for (const id of this.#inFlight.abandon()) {
      this.#cutShort(id, { kind: 'unknown', error: null });
    }
    this.#end.abandoned(this.#ports.clock.monotonic());
    this.#waker.wake();
  }

  #onFenceLost(): void {
    this.#log.close();
    this.#stop({ reason: 'fence-lost' });
    this.#abandon();
  }

  #listen(): () => void {
    const { stopping, leaving, fenceLost } = this.#options.interrupts;
    const unlisten = [
      onAbort(stopping, () => this.#stop({ reason: 'interrupted' })),
      onAbort(leaving, () => {
        this.#stop({ reason: 'interrupted' });
        this.#abandon();
      }),
      ...(fenceLost === undefined ? [] : [onAbort(fenceLost, () => this.#onFenceLost())]),
    ];
    return () => {
      for (const remove of unlisten) remove();
    };
  }

  // ------------------------------------------------------------------------------- intents

  #onIntended(ids: readonly ExternalId[]): void {
    if (this.#end.hasBegun) for (const id of ids) this.#cutShort(id, giveUp(NEW_PUT));
    else this.#queue.add(ids.map((id) => this.#updateOf(id)));
    this.#waker.wake();
  }

  #updateOf(id: ExternalId): UpdateRequest {
    const update = this.#updates.get(id);
    if (update === undefined) throw new RangeError('the run sends nothing for this user');
    return update;
  }

  /**
   * Has the next intents written while requests are in flight, so the log's latency costs no
   * throughput. At most twice the limit is open at a time: that much a crash leaves unknown.
   */
  #intendAhead(now: number): void {
    if (this.#end.hasBegun || this.#log.isIntending) return;
    const wanted = Math.min(
      this.#traffic.wantedAhead(now, this.#inFlight.size) - this.#queue.fresh,
      2 * this.#traffic.limit - this.#log.open,
    );
    const ids: ExternalId[] = [];
    while (ids.length < wanted) {
      const next = this.#ahead.next();
      if (next.done === true) break;
      ids.push(next.value);
    }
    if (ids.length === 0) return;
    this.#intended += ids.length;
    this.#log.intend(ids);
  }

  // ---------------------------------------------------------------------------------- time

  #keepDeadlines(now: number): void {
    const { maxDurationMs } = this.#options;
    if (this.#end.isTimeOver(now)) this.#stop({ reason: 'max-duration', ms: maxDurationMs ?? 0 });
    if (this.#end.isGraceOver(now)) this.#abandon();
    if (this.#end.isLogOverdue(now)) this.#log.close();
  }

  /** The next time at which the loop has something to do that nothing else wakes it for. */
  #nextDeadline(now: number): number | null {
    const pausedUntil = this.#traffic.pausedUntil(now);
    const sendAt = this.#nextSendAt(now);
    const times = [
      ...(sendAt === null ? [] : [sendAt]),
      ...(pausedUntil === null ? [] : [pausedUntil]),
      ...this.#end.deadlines,
    ];
    return times.length === 0 ? null : Math.min(...times);
  }

  #result(): ExecutionResult {
    const hasUnsent = this.#outcomes.size < this.#updates.size;
    const outcomeOf = (id: ExternalId): PutOutcome => this.#outcomes.get(id) ?? giveUp(NEW_PUT);
    return {
      outcomes: new Map(Array.from(this.#updates.keys(), (id) => [id, outcomeOf(id)])),
      stop: this.#end.report(hasUnsent),
      observerError: this.#observer.error,
    };
  }
}
