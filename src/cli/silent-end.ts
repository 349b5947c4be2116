import type { Diagnostic } from '../core/errors/diagnostic.js';

/** Ends a command with an exit code. The reasons have been shown already, but for those that it carries. */
export class SilentEnd extends Error {
  readonly exitCode: number;
  readonly diagnostics: readonly Diagnostic[];

  constructor(exitCode: number, diagnostics: readonly Diagnostic[] = []) {
    super('the reasons were already reported');
    this.name = 'SilentEnd';
    this.exitCode = exitCode;
    this.diagnostics = diagnostics;
  }
}
