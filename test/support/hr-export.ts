/** An export of an HR system with most of what such exports have: titles, totals, guards, accents, leavers. */
export const HR_EXPORT = `Reporte de personal;;;;;;;;
Legajo;Nombre;Apellido Paterno;Apellido Materno;Gerencia;Nivel;Horas semanales;Estado;Celular
00123;Ana;Muñoz;Peña;Creatividad;Líder;37,5;Activo;'+54 11 5555-0100
00124;Íñigo;Roca;;Tecnología;Analista;40;Activo;
00125;Eva;Paz;Gil;Creatividad;Directora;40;Activo;+54 11 5555-0102
00126;Leo;Sosa;;Tecnología;Analista;40;Baja;
;;;;;Total: 4;;;
`;

/** The import.yaml that fits it. */
export const HR_MAPPING = `version: 1
source: OKTA
id: "OKTA-USER-{Legajo|pad:5}"
keep: {Estado: Activo}
left: {Estado: Baja}
fields:
  first_name: "{Nombre}"
  last_name: "{Apellido Paterno} {Apellido Materno}"
  phone: "{Celular}"
  department: {from: "{Gerencia}", values: {Creatividad: Creative, Tecnología: Technology}}
  role_id: {from: "{Nivel}", values: {Directora: Director, Líder: 3, "*": 4}}
  daily_hours: {from: "{Horas semanales}", divide: 5}
`;
