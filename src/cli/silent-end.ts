/** Ends a command whose reasons have been told already. */
export class SilentEnd extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('the reasons have been told');
    this.name = 'SilentEnd';
    this.exitCode = exitCode;
  }
}
