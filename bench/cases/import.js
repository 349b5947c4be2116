import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { interleave, peakMemory, ratios, summary } from '../lib/measure.js';
import { makeUsers } from '../lib/workload.js';

/** @import {Bench, MeasuredRow, User, Variant} from '../lib/types.js' */

const READ_CSV = new URL('../floor/read-csv.js', import.meta.url).pathname;
const SIZE = 30_000;

/**
 * Import of an HR export into a new users file, against reading and parsing it.
 *
 * @param {Bench} bench
 * @returns {Promise<readonly MeasuredRow[]>}
 */
export async function measureImport(bench) {
  const { env, node } = bench;
  const folder = join(bench.folder, 'import');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'hr.csv'), toCsv(makeUsers(SIZE)));
  await writeFile(join(folder, 'import.yaml'), MAPPING);
  /** @type {Variant} */
  const ours = {
    command: [...bench.corform, 'import', 'hr.csv'],
    cwd: folder,
    env,
    expect: new RegExp(`id: OKTA-USER-${String(SIZE).padStart(6, '0')}\n`),
  };
  /** @type {Variant} */
  const floor = {
    command: [node, READ_CSV, 'hr.csv'],
    cwd: folder,
    env,
    expect: new RegExp(`^${SIZE}\n$`),
  };
  const times = await interleave({ ours, floor }, bench.quick ? 3 : 7);
  return [
    {
      what: `import, ${SIZE.toLocaleString('en')} rows`,
      ours: summary(times.ours),
      reference: 'read and parse the CSV',
      theirs: summary(times.floor),
      ratio: ratios(times.ours, times.floor),
      memory: { ours: await peakMemory(ours), theirs: await peakMemory(floor) },
      goal: { most: 6 },
      memoryGoal: 300,
    },
  ];
}

const MAPPING = `version: 1
source: OKTA
id: "OKTA-USER-{Legajo}"
keep: {Estado: Activo}
left: {Estado: Baja}
fields:
  first_name: "{Nombre}"
  last_name: "{Apellido}"
  phone: "{Celular}"
  position: "{Cargo}"
  department: {from: "{Gerencia}", values: {Creatividad: Creative, "*": Technology}}
  role_id: {from: "{Nivel}", values: {"3": Project Manager, "4": Collaborator, "*": Freelancer}}
  daily_hours: {from: "{Horas semanales}", divide: 5, round: half}
`;

/**
 * The export of an HR system: semicolons, decimal commas, CRLF, columns that nobody reads.
 *
 * @param {readonly User[]} users
 */
function toCsv(users) {
  const header =
    'Legajo;Nombre;Apellido;Celular;Cargo;Gerencia;Nivel;Horas semanales;Estado;Correo;Sede';
  const rows = users.map(({ id, fields }, i) => {
    const { first_name, last_name, phone, position, department, role_id } = fields;
    return [
      id.replace('OKTA-USER-', ''),
      first_name,
      last_name,
      phone,
      position,
      department === 'Creative' ? 'Creatividad' : 'Tecnología',
      role_id,
      ['40', '37,5'][i % 2],
      'Activo',
      `persona${i}@example.com`,
      '"Av. Siempre Viva 742; piso 3"',
    ].join(';');
  });
  return `${[header, ...rows].join('\r\n')}\r\n`;
}
