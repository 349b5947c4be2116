/** How a step of the action speaks, and how it ends if it can't do its work: with a sentence, never with a stack. */

/** Runs a step. An error becomes an annotation of the run, and exit code 1. */
export async function runStep(/** @type {() => Promise<void>} */ step) {
  try {
    await step();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say(`::error title=corform::${text.replaceAll('%', '%25')}`);
    process.exitCode = 1;
  }
}

/** Prints one line to the log. No text can start a line of its own there, so none becomes a workflow command. */
export function say(/** @type {string} */ text) {
  process.stdout.write(`${text.replaceAll(/\p{Cc}/gu, ' ')}\n`);
}
