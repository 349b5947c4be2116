import { Console } from './console.js';

/** The console of this process. There is one pair of streams, so there is one of these. */
export const processConsole = new Console(process.stdout, process.stderr);
