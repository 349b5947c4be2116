// A tenant as `init` and `apply` leave it. Both run once: what later tests get is that record, of another address.
import { expect } from 'vitest';
import { parseState, serializeState } from '../../src/core/state/state-file.js';
import type { RecordedState, UserFields } from '../../src/core/model.js';
import type { Sandbox } from '../../src/sandbox/server.js';
import { credentialsFor, openSandbox, Project, usersYaml } from './command.js';

export const STATE = '.corform/state.json';

type Person = UserFields & { readonly id: string };

export class AppliedPeople {
  readonly #people: readonly Person[];
  #record: Promise<RecordedState> | null = null;

  constructor(people: readonly Person[]) {
    this.#people = people;
  }

  /** `cor` must have these people first, in this order: then it gives them the same ids. */
  async open(cor: Sandbox): Promise<Project> {
    const record = await (this.#record ??= this.#apply());
    for (const { id, ...fields } of this.#people) cor.change(id, { fields });
    const target = { ...record.target!, endpoint: cor.integrationsUrl };
    const project = this.#projectOf(cor);
    project.write(STATE, serializeState({ ...record, target }));
    return project;
  }

  async #apply(): Promise<RecordedState> {
    const cor = await openSandbox({ users: this.#people.map(({ id }) => id) });
    const project = this.#projectOf(cor);
    await project.init();
    await project.expect(0, ['apply', '--auto-approve']);
    const { value } = parseState(project.read(STATE));
    expect(value?.users).toHaveLength(this.#people.length);
    return value!;
  }

  #projectOf(cor: Sandbox): Project {
    return new Project({ 'users.yaml': usersYaml(this.#people) }).use(credentialsFor(cor));
  }
}
