import { test } from 'vitest';
import { VirtualClock, seededRandom } from './virtual-clock.js';
import { VirtualCor, fixedWindow, slidingWindow, tokenBucket, throttled, APPLIED } from './virtual-cor.js';
import { requests, simulate } from './simulate.js';
test('tune', async () => {
  const rows: string[] = []; let bad = 0; const t0 = Date.now(); let n = 0; let worst=0; let worstRef=0;
  for (const [name, make] of [
    ['bucket 50', () => tokenBucket(50, 50)], ['bucket 10', () => tokenBucket(50, 10)], ['bucket 1', () => tokenBucket(50, 1)],
    ['bucket 5', () => tokenBucket(50, 5)], ['bucket 100', () => tokenBucket(50, 100)],
    ['fixed', () => fixedWindow(50, 1000)], ['sliding', () => slidingWindow(50, 1000)]] as const)
    for (const cap of [8, 32]) for (const latency of [0, 5, 20, 200]) for (const ra of ['none', 'exact', 'seconds']) for (const seed of (process.env['SEEDS'] ?? '1').split(',').map(Number)) {
      const clock = new VirtualClock(); const limiter = make();
      const cor = new VirtualCor(clock, (_r, _n, now) => { const w = limiter(now);
        return { latencyMs: latency, attempt: w === 0 ? APPLIED : throttled(ra === 'none' ? null : ra === 'exact' ? w : Math.ceil(w / 1000) * 1000) }; });
      const res = await simulate(clock, requests(2000), { api: cor, random: seededRandom(seed) }, { concurrency: cap });
      const t = clock.monotonic() / 1000; const refused = res.stats.throttled / res.stats.requests;
      const ok = t <= 52 && refused < 0.05 && res.stop.reason === 'done'; n++; worst=Math.max(worst,t); worstRef=Math.max(worstRef,refused);
      if (!ok) bad++;
      if (seed === 1 || !ok) rows.push(`${ok ? '  ' : 'XX'} ${name} cap ${cap} lat ${latency} ra ${ra} s${seed}: ${t.toFixed(1)} s, 429 ${(refused * 100).toFixed(1)}%, pauses ${res.stats.pauses} ${res.stop.reason}`);
    }
  console.log(rows.join('\n')); console.log('bad', bad, 'of', n, 'worst',worst,worstRef, Date.now() - t0, 'ms');
});
