/** How much longer code takes, at most, while its branches are counted (--coverage). */
const COUNTING = 2;

/** Returns the processor time since `start` in milliseconds. Other than the time on the wall, it does not grow on a busy machine. */
export function cpuMs(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / (process.env['COUNTS_COVERAGE'] === '1' ? COUNTING : 1);
}
