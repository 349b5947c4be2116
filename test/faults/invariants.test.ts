/** The judge is judged: each broken part must be found out by the invariant that it breaks. */
import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JournalWriter, StateBackend } from '../../src/core/ports/state.js';
import type { UserApi } from '../../src/core/ports/cor.js';
import { applyFolder } from '../support/faults/apply-folder.js';
import { wrapBackend } from '../support/wrap-backend.js';
import { checkInvariants, History } from '../support/faults/history.js';

async function violationsOf(
  wrapping: Parameters<typeof applyFolder>[1],
  react: History['server']['react'] = () => ({ kind: 'apply' }),
): Promise<readonly string[]> {
  const history = await History.start();
  history.write([{ id: 'A', role_id: 4, phone: '+1 canary' }]);
  history.server.react = react;
  await applyFolder(history.job, wrapping);
  const violations = await checkInvariants(history);
  await history.end();
  return violations;
}

function withWriter(
  change: (writer: JournalWriter) => JournalWriter,
): (backend: StateBackend) => StateBackend {
  return (inner) =>
    wrapBackend(inner, {
      journals: {
        create: async (run, lines) => change(await inner.journals.create(run, lines)),
      },
    });
}

function withUpdate(update: UserApi['update']): (api: UserApi) => UserApi {
  return (api) => ({ authorise: (signal) => api.authorise(signal), update });
}

test('nothing is found where nothing is wrong', async () => {
  expect(await violationsOf({})).toEqual([]);
});

test('I2: a journal that forgets its intents', async () => {
  const forgetful = withWriter((writer) => ({
    append: () => Promise.resolve(),
    close: () => writer.close(),
  }));
  expect((await violationsOf({ backend: forgetful })).join()).toContain('I2');
});

test('I3, I4: an API that claims what COR never said', async () => {
  const liar = withUpdate(() =>
    Promise.resolve({ kind: 'applied', corId: 1, companyId: null, echo: {} }),
  );
  const violations = (await violationsOf({ api: liar })).join();
  expect(violations).toContain('I3');
  expect(violations).toContain('I4');
});

test('I10: an API that claims that COR repeated a value', async () => {
  const echoing = (api: UserApi): UserApi =>
    withUpdate(async (request, signal) => {
      const attempt = await api.update(request, signal);
      return attempt.kind === 'applied' ? { ...attempt, echo: request.set } : attempt;
    })(api);
  const silent = (): { readonly kind: 'apply'; readonly isSilent: true } => ({
    kind: 'apply',
    isSilent: true,
  });
  expect((await violationsOf({ api: echoing }, silent)).join()).toContain('I10');
});

test('I6: a journal with values in it', async () => {
  const history = await History.start();
  history.write([{ id: 'A', role_id: 4, phone: '+1 canary' }]);
  const leaky = withWriter((writer) => ({
    append: async (lines) => {
      await writer.append(lines);
      history.outputs.push('+1 canary');
    },
    close: () => writer.close(),
  }));
  await applyFolder(history.job, { backend: leaky });
  expect((await checkInvariants(history)).join()).toContain('I6');
  await history.end();
});

test('I7: two requests of one user at a time', async () => {
  const history = await History.start();
  history.write([{ id: 'A', role_id: 4 }]);
  history.server.react = () => ({ kind: 'apply', latencyMs: 50 });
  const twice = (api: UserApi): UserApi => ({
    authorise: (signal) => api.authorise(signal),
    update: async (...args) => {
      const [first] = await Promise.all([api.update(...args), api.update(...args)]);
      return first;
    },
  });
  await applyFolder(history.job, { api: twice });
  expect((await checkInvariants(history)).join()).toContain('I7');
  await history.end();
});

test('I1: a state that was changed behind our back', async () => {
  const history = await History.start();
  appendFileSync(`${history.folder}/.corform/state.json`, 'x');
  history.look();
  expect(history.violations.join()).toContain('I1');
  await history.end();
});
