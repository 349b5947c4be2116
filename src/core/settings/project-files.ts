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

# Named sets of fields.
# profiles:
#   designer: {position: Designer, department: Creative, role_id: 4}

# role_id: 1 C-Level, 2 Director, 3 Project Manager, 4 Collaborator, 5 Freelancer, 6 Client
# id: the external id under which the user was created in COR. Put quotes around a phone number.
users: [
#   {id: OKTA-USER-12345, profile: designer, first_name: John, last_name: Doe, phone: "+1 555-0100"},
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
 * backend may leave behind; and saved plans, under the names that the docs give them.
 */
export const IGNORED_LINES: readonly string[] = [
  IGNORED_FOLDER,
  'corform-recovery-*.json',
  'corform-damaged-*.json',
  'corform-plan*.json',
  'plan.json',
];
