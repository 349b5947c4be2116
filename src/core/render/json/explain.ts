import type { FieldExplanation, UserExplanation } from '../../explain/explanation.js';
import type { FieldValue } from '../../model.js';
import type { Person } from '../../text/person.js';
import { writeJson } from '../escape.js';

/** `corform explain ID --json`, in the form of schemas/explain.v1.schema.json. */
export function renderExplanationJson(user: UserExplanation): string {
  const { id, person, place, isProtected, corId, isPlannable, action, movedFrom, fields } = user;
  return writeJson({
    format_version: '1.0',
    id,
    name: person.name,
    department: person.department,
    place: place === null ? null : { file: place.file, line: place.line },
    protected: isProtected,
    cor_id: corId,
    plannable: isPlannable,
    action,
    moved_from: movedFrom,
    fields: fields.map(showField),
  });
}

/** `corform explain --name TEXT --json`. */
export function renderPeopleJson(people: readonly Person[]): string {
  return writeJson({
    format_version: '1.0',
    matches: people.map(({ id, name, department }) => ({ id, name, department })),
  });
}

/** Null stands for a sensitive value. */
function showField(explained: FieldExplanation): object {
  const { field, isSensitive, wanted, recorded, before, pending, isListed } = explained;
  const show = (value: FieldValue | null): FieldValue | null => (isSensitive ? null : value);
  return {
    field,
    sensitive: isSensitive,
    wanted:
      wanted === null
        ? null
        : {
            value: show(wanted.value),
            layer: wanted.layer,
            profile: wanted.profile,
            file: wanted.place.file,
            line: wanted.place.line,
            blame: wanted.blame,
          },
    recorded:
      recorded === null
        ? null
        : {
            value: show(recorded.value),
            class: recorded.class,
            at: recorded.at,
            run: recorded.run,
            commit: recorded.commit,
          },
    before: before === null ? null : { ...before, value: show(before.value) },
    pending,
    listed: isListed,
  };
}
