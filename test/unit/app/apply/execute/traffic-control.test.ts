import { expect, test } from 'vitest';
import { GuardedObserver } from '../../../../../src/app/apply/execute/observer.js';
import { TrafficControl } from '../../../../../src/app/apply/execute/traffic-control.js';
import type { Attempt } from '../../../../../src/core/ports/cor.js';
import { seededRandom, VirtualClock } from '../../../../support/virtual-clock.js';

const LIMITED: Attempt = {
  kind: 'not-applied',
  error: { class: 'throttled', status: 429, code: null, requestId: null, field: null },
  retryAfterMs: 2000,
};

test('after a pause, not before, one operation is made ready', () => {
  const heard: number[] = [];
  const nothing = (): void => undefined;
  const observer = { sent: nothing, returned: nothing, settled: nothing };
  const traffic = new TrafficControl(
    { clock: new VirtualClock(), random: { ...seededRandom(1), fraction: () => 0.5 } },
    new GuardedObserver({ ...observer, paused: (ms) => heard.push(ms) }),
    { concurrency: 4, rate: null },
  );
  const requests = [traffic.send(0), traffic.send(0)];
  for (const request of requests) traffic.learn(request, LIMITED);
  expect(heard, 'the same pause twice').toHaveLength(1);
  const [pause = 0] = heard;
  expect(pause).toBeGreaterThanOrEqual(2000);
  expect(traffic.wantedAhead(pause - 1, 0)).toBe(0);
  expect(traffic.wantedAhead(pause, 0)).toBe(1);
});
