/** A text like a state file: an integer serial, some content, one line end. */
export function sampleState(serial: number, content = ''): string {
  return `${JSON.stringify({ format: 'corform-state', serial, content })}\n`;
}
