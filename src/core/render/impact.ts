import type { Impact, Passage } from '../plan/impact.js';
import { tellApart } from '../text/look-alike.js';
import { nameDepartment } from '../text/person.js';
import { countPeople, formatCount, formatNumber } from '../text/phrase.js';
import { roleName } from './words.js';

/** The most departments that a line names. */
const MOST_DEPARTMENTS = 5;

/** One line about a plan in people's terms: `Capacity`, and what there is to say. */
export interface ImpactLine {
  readonly label: string;
  readonly text: string;
  /** The number of people: after the text, or on a separate line. */
  readonly of?: string;
}

/** Returns the impact as lines of text, none if nothing changes. Not escaped. */
export function impactLines(impact: Impact): readonly ImpactLine[] {
  return [...capacityLine(impact), ...rolesLine(impact), ...passageLines(impact)];
}

/** Returns the lines of those who come under management, or leave it. Not escaped. */
export function passageLines({ arriving, leaving }: Impact): readonly ImpactLine[] {
  return [
    ...(arriving.hours === null || arriving.hours === 0
      ? []
      : [passageLine('New', arriving, 'under management')]),
    ...(leaving.users === 0
      ? []
      : [passageLine('Leaving', leaving, 'no longer managed', ': COR keeps them')]),
  ];
}

function capacityLine({ capacity }: Impact): readonly ImpactLine[] {
  if (
    capacity === null ||
    (capacity.before === capacity.after && capacity.departments.length === 0)
  )
    return [];
  const { before, after, users, departments } = capacity;
  const names = nameDepartments(departments);
  const shown = departments
    .slice(0, MOST_DEPARTMENTS)
    .map((d, at) => `${String(names[at])} ${signed(d.after - d.before)}`);
  const rest = departments.length - MOST_DEPARTMENTS;
  const parts = rest > 0 ? [...shown, `${formatCount(rest)} more`] : shown;
  const where = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  const change = before === after ? 'moved' : signed(after - before);
  const text = `${formatNumber(before)} -> ${formatNumber(after)} h/day (${change}${where})`;
  return [
    { label: 'Capacity', text, of: `of ${countPeople(users)} whose daily_hours are managed` },
  ];
}

function rolesLine({ roles }: Impact): readonly ImpactLine[] {
  const changed = roles.filter(({ before, after }) => before !== after);
  if (changed.length === 0) return [];
  const parts = changed.map(
    ({ role, before, after }) =>
      `${roleName(role)} ${formatCount(before)} -> ${formatCount(after)}`,
  );
  return [{ label: 'Roles', text: parts.join(', ') }];
}

function passageLine(label: string, { users, hours }: Passage, what: string, end = ''): ImpactLine {
  const shown = hours === null || hours === 0 ? '' : ` (${formatNumber(hours)} h/day)`;
  return { label, text: `${formatCount(users)} ${what}${shown}${end}` };
}

/** The names of departments, marked if two of them look the same. Not escaped. */
export function nameDepartments(
  departments: readonly { readonly department: string | null }[],
): readonly string[] {
  const apart = tellApart(departments.flatMap(({ department }) => department ?? []));
  return departments.map(({ department }) => {
    const remark = department === null ? undefined : apart.get(department);
    return `${nameDepartment(department)}${remark === undefined ? '' : ` (${remark})`}`;
  });
}

/** A line with everything that it says. Not escaped. */
export function wholeLine({ text, of }: ImpactLine): string {
  const shown = text.replaceAll(' -> ', ' → ');
  return of === undefined ? shown : `${shown}, ${of}`;
}

/** `+4`, `-28`. */
export function signed(change: number): string {
  return change > 0 ? `+${formatNumber(change)}` : formatNumber(change);
}
