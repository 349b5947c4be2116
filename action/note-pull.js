/**
 * Notes in the artifact which pull request a plan was made for, and prints the head commit of that pull
 * request: what is checked out is a temporary merge that nobody knows. Prints nothing for another event.
 */
import { writeFile } from 'node:fs/promises';
import { readEvent } from './github.js';
import { runStep, say } from './step.js';

await runStep(async () => {
  const { pull_request: pull } = await readEvent();
  if (pull === undefined) return;
  const { number, base, head } = pull;
  const note = { number, base: base.ref, head: head.sha };
  await writeFile(process.argv[2] ?? '', JSON.stringify(note));
  say(head.sha);
});
