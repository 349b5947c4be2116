import type { Files, Random } from '../../core/ports/system.js';
import type { StateBackend } from '../../core/ports/state.js';
import {
  EXAMPLE_CONFIG,
  IGNORED_FOLDER,
  IGNORED_LINES,
} from '../../core/settings/project-files.js';
import { newState } from '../../core/state/transitions.js';
import { stateIsGone } from '../state/require-state.js';
import { verifyState } from '../state/load-state.js';
import { holdLock, type LockNotice, type LockPorts, type LockRequest } from '../state/hold-lock.js';
import { StaleState, StateHead } from '../state/state-head.js';
import { MAPPING_FILE } from './read-export.js';

export interface InitPorts extends LockPorts {
  readonly files: Files;
  readonly random: Random;
}

export interface InitRequest {
  readonly lock: LockRequest;
  readonly writtenBy: string;
  /** The texts of the published schemas, for the editor. */
  readonly schemas: Readonly<Record<'users' | 'config' | 'import', string>>;
  /** The text of users.yaml; null if the settings name other files. */
  readonly users: string | null;
  /** The text of import.yaml, by which the people were imported; null if nobody was. */
  readonly mapping: string | null;
  /** The folder of the project, seen from the working folder, and the name of the settings file in it. */
  readonly folder: string;
  readonly config: string;
}

/** What init found or made, in the order in which it is shown. */
export interface InitStep {
  readonly what: string;
  readonly made: boolean;
}

/** While there is no state, whoever holds the lock is another init: it takes a moment. */
const OTHER_INIT_MS = 15_000;

const MAX_IGNORE_BYTES = 1024 * 1024;

/**
 * Makes what is missing of a project and of its recorded state, and never changes what is there. The
 * backend is probed first. Throws Failure if it can't do what a state needs.
 */
export async function initProject(
  ports: InitPorts,
  request: InitRequest,
  notice: LockNotice,
): Promise<readonly InitStep[]> {
  const { backend } = ports;
  await backend.probe();
  const { users, mapping, schemas, folder, config } = request;
  const files: ProjectFiles = {
    ...ports.files,
    pathOf: (name) => (folder === '' ? name : `${folder}/${name}`),
  };
  const steps: InitStep[] = [
    ...(await makeWithSchemas(files, 'users.yaml', users, {
      users: schemas.users,
      import: schemas.import,
    })),
    ...(mapping === null ? [] : [await makeFile(files, MAPPING_FILE, mapping)]),
    ...(await makeWithSchemas(files, config, EXAMPLE_CONFIG, { config: schemas.config })),
    await ignoreState(files),
  ];
  steps.push({
    what: `recorded state (${backend.traits.location})`,
    made: await makeState(ports, request, notice),
  });
  return steps;
}

/** Files of this machine, and how those of the project are called from the working folder. */
interface ProjectFiles extends Files {
  readonly pathOf: (name: string) => string;
}

/** A file and the schemas that its first line, or that of an import.yaml, names. Beside a file that is there nothing is made. */
async function makeWithSchemas(
  files: ProjectFiles,
  name: string,
  text: string | null,
  schemas: Readonly<Record<string, string>>,
): Promise<readonly InitStep[]> {
  const path = files.pathOf(name);
  if (await files.exists(path)) return [{ what: path, made: false }];
  const steps = text === null ? [] : [await makeFile(files, name, text)];
  for (const [schema, schemaText] of Object.entries(schemas)) {
    steps.push(await makeFile(files, `schemas/${schema}.v1.schema.json`, schemaText));
  }
  return steps;
}

async function makeFile(files: ProjectFiles, name: string, text: string): Promise<InitStep> {
  const path = files.pathOf(name);
  const made = !(await files.exists(path));
  if (made) await files.write(path, text, { mode: 0o644 });
  return { what: path, made };
}

/** Adds each missing line. One step, named after the folder: whatever the backend, copies may lie here. */
async function ignoreState(files: ProjectFiles): Promise<InitStep> {
  const path = files.pathOf('.gitignore');
  const what = `${path}: ${IGNORED_FOLDER}`;
  const bytes = (await files.exists(path))
    ? await files.read(path, { maxBytes: MAX_IGNORE_BYTES })
    : new Uint8Array();
  const text = new TextDecoder().decode(bytes);
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const missing = IGNORED_LINES.filter((line) => !present.has(line));
  if (missing.length === 0) return { what, made: false };
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  await files.write(path, `${text}${separator}${missing.join('\n')}\n`, { mode: 0o644 });
  return { what, made: true };
}

/** True if the state was made; false if there is one, which must then be readable. */
async function makeState(
  ports: InitPorts,
  request: InitRequest,
  notice: LockNotice,
): Promise<boolean> {
  const { backend, random } = ports;
  if ((await verifyState(backend.store)) !== null) return false;
  const timeoutMs = Math.max(request.lock.timeoutMs, OTHER_INIT_MS);
  return holdLock(ports, { ...request.lock, timeoutMs }, notice, async () => {
    // Looked at once more, now that no other init can be in the middle of making it.
    if (await isStored(backend)) return false;
    const state = newState({
      lineage: random.uuid(),
      digestKey: random.hex(32),
      writtenBy: request.writtenBy,
    });
    try {
      await new StateHead(backend, request.writtenBy, state, null).commit(state);
      return true;
    } catch (error) {
      // Somebody else made it between our look and our commit: theirs is the state.
      if (error instanceof StaleState) return false;
      throw error;
    }
  });
}

async function isStored(backend: StateBackend): Promise<boolean> {
  if ((await verifyState(backend.store)) !== null) return true;
  const gone = await stateIsGone(backend);
  if (gone !== null) throw gone;
  return false;
}
