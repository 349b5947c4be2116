/** A library that is loaded before corform and moves its two clocks, while it runs, as a file says. */
import { writeFileSync } from 'node:fs';
import type { Environment, Project } from '../command.js';

const LIBRARY = `
const { readFileSync } = require('node:fs');
const file = process.env.TEST_CLOCK;
const wall = Date.now.bind(Date);
const monotonic = performance.now.bind(performance);
let moved = { wall: 0, monotonic: 0 };
let readAt = -Infinity;
function shift() {
  const now = monotonic();
  if (now - readAt > 20) {
    readAt = now;
    moved = JSON.parse(readFileSync(file, 'utf8'));
  }
  return moved;
}
Date.now = () => wall() + shift().wall;
performance.now = () => monotonic() + shift().monotonic;
`;

export class MovedClock {
  readonly env: Environment;
  readonly #file: string;

  constructor(project: Project) {
    this.#file = project.path('clock.json');
    project.write('clock.cjs', LIBRARY);
    this.env = {
      NODE_OPTIONS: `--require=${project.path('clock.cjs')}`,
      TEST_CLOCK: this.#file,
    };
    this.move({ wall: 0, monotonic: 0 });
  }

  /** Moves both clocks by so many milliseconds from their true time. */
  move(by: { readonly wall: number; readonly monotonic: number }): void {
    writeFileSync(this.#file, JSON.stringify(by));
  }
}
