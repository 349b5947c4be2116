import { Flags } from '@oclif/core';
import { editState, requireState } from '../app/edit-state.js';
import type { LockRequest } from '../app/hold-lock.js';
import type { LoadedState } from '../app/load-state.js';
import type { Diagnostic, Outcome } from '../core/diagnostic.js';
import { Failure } from '../core/failure.js';
import type { RecordedState } from '../core/model.js';
import type { StateBackend } from '../core/ports.js';
import type { Settings } from '../core/settings/resolve-settings.js';
import { BaseCommand } from './base-command.js';
import { readDuration } from './duration.js';
import { clock, isOwnerGone, lockInfo } from './wire.js';
import { openState, type OpenState } from './wire-backend.js';

/** The flag of every command that takes the lock. */
export const lockFlags = {
  'lock-timeout': Flags.string({
    description: 'How long to wait for the lock, e.g. 10m.',
    default: '0s',
    env: 'CORFORM_LOCK_TIMEOUT',
  }),
};

/** What the commands under `state` share. */
export abstract class StateCommand extends BaseCommand {
  /** Runs `work` with the backend of the settings and closes it afterwards. */
  protected async withBackend<T>(
    settings: Pick<Settings, 'state' | 'encryption'>,
    work: (backend: StateBackend, open: OpenState) => Promise<T>,
  ): Promise<T> {
    const open = await openState(settings);
    try {
      return await work(open.backend, open);
    } finally {
      await open.backend.close();
    }
  }

  /** What taking the lock for `operation` needs. */
  protected async lockRequest(
    backend: StateBackend,
    flags: { readonly 'lock-timeout': string },
    operation: string,
  ): Promise<LockRequest> {
    return {
      info: await lockInfo(operation, this.config.version, backend.location),
      timeoutMs: readDuration('--lock-timeout', flags['lock-timeout']),
      signal: new AbortController().signal,
    };
  }

  /** Shows one remark, e.g. that a lock is waited for. */
  protected readonly notice = (diagnostic: Diagnostic): void => {
    this.showDiagnostics([diagnostic]);
  };

  /** The record, with a run that died recovered in memory. Throws Failure where there is none. */
  protected async readState(settings: Settings): Promise<LoadedState> {
    const loaded = await this.withBackend(settings, (backend) => requireState(backend, clock));
    this.showDiagnostics(loaded.diagnostics);
    return loaded;
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
        { backend, clock, isOwnerGone },
        {
          lock: await this.lockRequest(backend, flags, operation),
          writtenBy: this.writer,
        },
        this.notice,
        (state) => {
          const { value, diagnostics } = edit(state);
          if (value === undefined) throw new Failure('error', diagnostics);
          return value;
        },
      ),
    );
  }
}
