import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { findUser } from '../app/explain/explain-user.js';
import { stateBase } from '../app/plan/plan-base.js';
import { EXIT } from '../cli/exit-codes.js';
import { jsonFlag, withVariables } from '../cli/flags.js';
import { processConsole } from '../cli/process-console.js';
import { StateCommand } from '../cli/state-command.js';
import { clock, openLineHistory } from '../cli/wire.js';
import { NOBODY_TO_EXPLAIN, NOTHING_TO_EXPLAIN } from '../core/errors/evidence.js';
import { type Failure, failureOf } from '../core/errors/failure.js';
import { explainUser, type UserKnowledge } from '../core/explain/explanation.js';
import { findPeople } from '../core/explain/find-people.js';
import { FIELD_NAMES, type ExternalId, type FieldName } from '../core/model.js';
import { buildPlan } from '../core/plan/build-plan.js';
import { renderExplanationJson, renderPeopleJson } from '../core/render/json/explain.js';
import { renderExplanation, renderMatches } from '../core/render/text/explain.js';
import { suggestAmong } from '../core/text/suggest.js';

export default class Explain extends StateCommand {
  static override summary = 'Explain one user: where each value comes from, and what COR said.';
  static override description = `Shows each wanted value with its line and who last changed it, the recorded value and how it is known, and what the next
apply does. Takes no lock, needs no credential and never calls COR.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> OKTA-USER-12345',
    '<%= config.bin %> <%= command.id %> OKTA-USER-12345 role_id',
    '<%= config.bin %> <%= command.id %> --name "ada love"',
  ];
  static override args = {
    id: Args.string({ description: 'The external id of a user.', ignoreStdin: true }),
    field: Args.string({
      description: 'Only this field.',
      options: [...FIELD_NAMES],
      ignoreStdin: true,
    }),
  };
  static override flags = {
    ...withVariables({
      name: Flags.string({ description: 'Lists the users whose name has these words, instead.' }),
      format: Flags.string({
        description: 'How it is written.',
        options: ['text', 'json'],
        default: 'text',
      }),
    }),
    ...jsonFlag,
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Explain);
    if ((args.id === undefined) === (flags.name === undefined)) throw nothingToExplain();
    const { settings } = await this.resolveSettings(flags);
    const sensitive = new Set(settings.sensitive);
    const isJson = flags.json || flags.format === 'json';
    const files = await this.usersFiles(undefined, settings, flags);
    const read = await this.readUsersFiles(files, settings, flags);
    const desired = this.requireValid(read);
    return this.withBackend(settings, async (backend) => {
      const { recorded } = await stateBase(backend, clock);
      if (flags.name !== undefined) {
        const people = findPeople(flags.name, [...recorded.users, ...desired.users], sensitive);
        if (people.length === 0) throw nobodyNamed(flags.name);
        processConsole.result(isJson ? renderPeopleJson(people) : renderMatches(people));
        return EXIT.done;
      }
      const id = String(args.id);
      const plan = buildPlan(desired, recorded, recorded.target?.endpoint ?? '');
      // What makes a plan impossible is worth knowing, and no reason to explain nothing.
      this.showDiagnostics(plan.diagnostics);
      const found: UserKnowledge | null = await findUser(
        { store: backend.store, lines: openLineHistory() },
        { id, desired, sources: read.sources, recorded, changes: plan.value?.changes },
      );
      if (found === null) throw nobody(id, [...desired.users, ...recorded.users]);
      const user = explainUser(found, (args.field as FieldName | undefined) ?? null, sensitive);
      processConsole.result(isJson ? renderExplanationJson(user) : renderExplanation(user));
      return EXIT.done;
    });
  }
}

function nothingToExplain(): Failure {
  return failureOf(NOTHING_TO_EXPLAIN, { summary: 'Give either the id of a user or --name.' });
}

function nobodyNamed(name: string): Failure {
  return failureOf(NOBODY_TO_EXPLAIN, {
    summary: `Nobody in users.yaml or the recorded state has "${name}" in the name.`,
    fix: 'Each word must be part of the name. corform does not search names that are sensitive.',
  });
}

function nobody(id: ExternalId, users: readonly { readonly id: ExternalId }[]): Failure {
  const meant = suggestAmong(
    id,
    users.map((user) => user.id),
  );
  return failureOf(NOBODY_TO_EXPLAIN, {
    summary: `Neither users.yaml nor the recorded state has a user "${id}".`,
    fix: meant === undefined ? undefined : `Did you mean "${meant}"?`,
  });
}
