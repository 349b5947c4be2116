/** A signal ended the command before it changed anything. No failure: it is what was asked for. */
export class Interrupted extends Error {
  constructor() {
    super('a signal ended the command before it changed anything');
    this.name = 'Interrupted';
  }
}
