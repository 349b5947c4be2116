/** The files that `corform init` makes where they are missing. */

/** A users.yaml that is valid and asks for nothing; with its examples uncommented it is valid too. */
export const EXAMPLE_USERS = `# yaml-language-server: $schema=./schemas/users.v1.schema.json
#
# The users of COR, as they should be. corform plan shows what would change, and corform apply changes it.
# corform only manages what is written here. A field that you leave out keeps its value in COR.
version: 1

# The external system that the ids belong to: OKTA, JIRA, SALESFORCE, GITHUB, SAP, ...
source: OKTA

# Fields for all users, unless a profile or a user has another value.
# defaults:
#   daily_hours: 8

# Named sets of fields. A user takes one with "profile: designer".
# profiles:
#   designer: {position: Designer, department: Creative, role_id: Collaborator}

# The id is the external id under which the user was created in COR. A phone needs quotes, or it is a number.
# role_id is C-Level, Director, Project Manager, Collaborator, Freelancer or Client, or its number from 1 to 6.
users: [
#   {id: OKTA-USER-12345, first_name: John, last_name: Doe, phone: "+1 555-0100", role_id: Director},
#   {id: OKTA-USER-12346, first_name: Jane, last_name: Roe, role_id: Collaborator, daily_hours: 7.5},
]
`;

/** A corform.yaml with the defaults spelled out. */
export const EXAMPLE_CONFIG = `# yaml-language-server: $schema=./schemas/config.v1.schema.json
#
# Settings of corform. \`corform config\` shows each with its source.
# Secrets and the addresses of COR come from the environment, never from this file.
version: 1
files: [users.yaml]
state: {backend: local, path: .corform/state.json} # or git, http, postgres, s3: docs/state.md
limits: {update: 30%, forget: 10%, role_raise: 5, role_grant: 5}
sensitive: [phone] # masked in every output
`;

/** The folder of a local state. */
export const IGNORED_FOLDER = '.corform/';

/**
 * The lines that keep out of git what holds the data of people: the state, and whole copies of it, which any
 * backend may leave behind; and saved plans and their pages, under the names that
 * the docs give them.
 */
export const IGNORED_LINES: readonly string[] = [
  IGNORED_FOLDER,
  'corform-recovery-*.json',
  'corform-damaged-*.json',
  'corform-plan*.json',
  'corform-plan*.html',
  'plan.json',
  'plan.html',
];
