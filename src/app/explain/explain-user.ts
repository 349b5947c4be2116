import { addEarlierValues, type EarlierValue } from '../../core/explain/earlier-values.js';
import type { UserKnowledge } from '../../core/explain/explanation.js';
import type {
  DesiredState,
  ExternalId,
  FieldName,
  RecordedState,
  RecordedUser,
} from '../../core/model.js';
import type { Change } from '../../core/plan/change.js';
import type { BlamedLine, LineHistory } from '../../core/ports/git.js';
import type { StateStore } from '../../core/ports/state.js';
import { locateLayers, type FieldSource } from '../../core/users/locate-layers.js';
import type { SourceFile } from '../../core/yaml/source-file.js';
import { readOrSkip } from '../state/find-good-version.js';
import { parseRecord } from '../state/read-record.js';

/** How many older versions of the state are read: each is as large as the state itself. */
const MOST_VERSIONS = 20;

export interface ExplainPorts {
  readonly store: StateStore;
  readonly lines: LineHistory;
}

export interface ExplainRequest {
  readonly id: ExternalId;
  readonly desired: DesiredState;
  readonly sources: readonly SourceFile[];
  readonly recorded: RecordedState;
  /** What the next apply changes; undefined if no plan can be made. */
  readonly changes: readonly Change[] | undefined;
}

/** Gathers what is known of one user; null if nobody has that id. Changes nothing. */
export async function findUser(
  { store, lines }: ExplainPorts,
  { id, desired, sources, recorded, changes }: ExplainRequest,
): Promise<UserKnowledge | null> {
  const wanted = desired.users.find((user) => user.id === id) ?? null;
  const change = changes?.find((candidate) => candidate.id === id);
  const recordedId = change !== undefined && 'movedFrom' in change ? change.movedFrom : null;
  const record = recorded.users.find((user) => user.id === (recordedId ?? id)) ?? null;
  if (wanted === null && record === null) return null;
  const layers = locateLayers(sources, id);
  return {
    id,
    wanted,
    record,
    runs: recorded.runs,
    change: changes === undefined ? undefined : (change ?? null),
    sources: layers,
    blames: await blameLines(lines, layers),
    earlier: record === null ? new Map() : await findEarlierValues(store, record),
  };
}

async function blameLines(
  history: LineHistory,
  layers: ReadonlyMap<FieldName, FieldSource>,
): Promise<ReadonlyMap<FieldName, BlamedLine>> {
  const [first] = layers.values();
  if (first === undefined) return new Map();
  const numbers = new Set(Array.from(layers.values(), ({ place }) => place.line));
  const blamed = await history.blame(first.place.file, [...numbers]);
  return new Map(
    [...layers].flatMap(([field, { place }]) => {
      const line = blamed.get(place.line);
      return line === undefined ? [] : [[field, line]];
    }),
  );
}

/** Goes back through the versions that the backend keeps until each field has had another value. */
async function findEarlierValues(
  store: StateStore,
  record: RecordedUser,
): Promise<ReadonlyMap<FieldName, EarlierValue>> {
  let found: ReadonlyMap<FieldName, EarlierValue> = new Map();
  for (const { serial, at } of (await store.versions()).slice(0, MOST_VERSIONS)) {
    if (found.size === Object.keys(record.fields).length) break;
    const text = await readOrSkip(store, serial);
    const version = text === null ? null : parseRecord(text);
    if (version?.kind !== 'good') continue;
    found = addEarlierValues(found, record, { state: version.state, serial, at });
  }
  return found;
}
