import { type Diagnostic, errorOf, type Outcome } from '../core/errors/diagnostic.js';
import { INTERRUPTED } from '../core/errors/command.js';
import { editState } from '../app/state/edit-state.js';
import { requireSnapshot } from '../app/state/require-state.js';
import type { LockRequest } from '../app/state/hold-lock.js';
import { Interrupted } from '../app/state/interrupted.js';
import type { StateSnapshot as FoundState } from '../app/state/read-snapshot.js';
import { requireValue } from '../core/errors/failure.js';
import type { RecordedState } from '../core/model.js';
import type { StateBackend } from '../core/ports/state.js';
import type { OpenRunView } from '../core/render/text/state.js';
import type { Settings } from '../core/settings/settings.js';
import { BaseCommand } from './base-command.js';
import { readDuration } from './duration.js';
import { EXIT, exitCodeOfSignal } from './exit-codes.js';
import { listenForInterrupts, type InterruptListener } from './interrupts.js';
import { processConsole } from './process-console.js';
import { SilentEnd } from './silent-end.js';
import { clock, lockInfo } from './wire.js';
import { openState, type OpenState } from './wire-backend.js';

const INTERRUPTED_EARLY = errorOf(INTERRUPTED, {
  summary: 'The command was interrupted before it began.',
  detail: 'Nothing was changed.',
});

/** The record, and the run that is open: at work, or dead. */
export interface ShownState {
  readonly recorded: RecordedState;
  readonly open: OpenRunView | null;
}

/**
 * What the commands under `state` share. The first signal lets a command that may hold a lock come to its
 * end, which is near: a lock that is left behind shuts other machines out until somebody removes it.
 */
export abstract class StateCommand extends BaseCommand {
  #interrupts: InterruptListener | null = null;

  /** Aborted by the first signal: ends the waiting for a lock, and for an answer. */
  protected get stopping(): AbortSignal {
    this.#interrupts ??= listenForInterrupts((signal) => {
      processConsole.note(`\n${signal}: corform finishes the current step.\n`);
    });
    return this.#interrupts.stopping;
  }

  /** The exit code of a command that was asked to end, or that of one that was not. */
  protected endedAs(code: number): number {
    const signal = this.#interrupts?.received() ?? null;
    return signal === null ? code : exitCodeOfSignal(signal);
  }

  /** Runs `work` with the backend of the settings and closes it afterwards. */
  protected async withBackend<T>(
    settings: Pick<Settings, 'state' | 'encryption'>,
    work: (backend: StateBackend, open: OpenState) => Promise<T>,
  ): Promise<T> {
    const open = await openState(settings);
    try {
      return await work(open.backend, open);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      this.notice(INTERRUPTED_EARLY);
      throw new SilentEnd(this.endedAs(EXIT.error));
    } finally {
      await open.backend.close();
      this.#interrupts?.release();
    }
  }

  /** What taking the lock for `operation` needs. */
  protected async lockRequest(
    backend: StateBackend,
    flags: { readonly 'lock-timeout': string },
    operation: string,
  ): Promise<LockRequest> {
    return {
      info: await lockInfo(operation, this.config.version, backend.traits.location),
      timeoutMs: readDuration('--lock-timeout', flags['lock-timeout']),
      signal: this.stopping,
    };
  }

  /** Shows one remark, e.g. that it waits for a lock. */
  protected readonly notice = (diagnostic: Diagnostic): void => {
    this.showDiagnostics([diagnostic]);
  };

  /** The record, with an open run recovered in memory. Throws Failure if there is none. */
  protected async readState(settings: Settings): Promise<ShownState> {
    const found = await this.withBackend(settings, (backend) => requireSnapshot(backend, clock));
    if (found.worker === null) this.showDiagnostics(found.diagnostics);
    return { recorded: found.recorded, open: openRunOf(found) };
  }

  /** Changes the record under the lock. */
  protected editState(
    settings: Settings,
    flags: { readonly 'lock-timeout': string },
    operation: string,
    edit: (state: RecordedState) => Outcome<RecordedState>,
  ): Promise<RecordedState> {
    return this.withBackend(settings, async (backend) =>
      editState(
        { backend, clock },
        {
          lock: await this.lockRequest(backend, flags, operation),
          writtenBy: this.writer,
        },
        this.notice,
        (state) => requireValue(edit(state)),
      ),
    );
  }
}

function openRunOf({ recovery, worker }: FoundState): OpenRunView | null {
  if (recovery === null) return null;
  const state = worker === null ? 'died' : worker.isSeen ? 'running' : 'unclear';
  return { state, startedAt: recovery.startedAt, who: recovery.who };
}
