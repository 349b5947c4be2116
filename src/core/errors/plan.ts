import type { CatalogEntry } from './entry.js';

/** CF300-CF349: making, limiting, selecting, saving and approving a plan. */
export const PLAN_CODES: readonly CatalogEntry[] = [
  {
    code: 'CF300',
    title: 'Another source than the recorded one',
    meaning:
      'A state belongs to one source. External ids are unique per source, so the same id under another source may be another person.',
    fix: 'Correct "source" in users.yaml, or give the new source a state of its own.',
  },
  {
    code: 'CF301',
    title: 'Another endpoint than the recorded one',
    meaning: 'A state belongs to one COR endpoint; this run is set up for a different one.',
    fix: 'Set COR_INTEGRATIONS_URL to the recorded endpoint, or use the state of the other one.',
  },
  {
    code: 'CF302',
    title: 'A protected user left users.yaml',
    meaning: 'The record of the user says "protected", so the user can not simply be removed.',
    fix: 'Put the user back with "protected: false", apply, then remove the user.',
  },
  {
    code: 'CF303',
    title: '"previously" names a record, but the new id has one too',
    meaning:
      'A record can only move to an id that has none; otherwise one of the two would be lost.',
    fix: 'Remove "previously". The old id is then no longer managed and stays in COR.',
  },
  {
    code: 'CF304',
    title: 'A record is claimed twice',
    meaning:
      'The id in "previously" is used by another "previously", or is itself still a user of users.yaml.',
    fix: 'Remove "previously" from all entries but one.',
  },
  {
    code: 'CF305',
    title: '"previously" names an id that is not recorded',
    meaning: 'Neither the new nor the old id is in the state, so the user is planned as an add.',
    fix: 'Check the old id for a misspelling; if it is right, remove "previously".',
  },
  {
    code: 'CF306',
    title: '"previously" has done its work',
    meaning: 'The record already has the new id.',
    fix: 'Remove "previously" when convenient.',
  },
  {
    code: 'CF310',
    title: 'A more powerful role',
    meaning:
      'A recorded user gets a smaller role_id, or C-Level or Director where no role is recorded. These count towards limits.role_raise.',
    fix: 'Make sure that it is meant.',
  },
  {
    code: 'CF311',
    title: 'C-Level or Director for a user that is not recorded yet',
    meaning:
      'The user is new to the state and gets one of the two most powerful roles. This does not count towards limits.role_raise.',
    fix: 'Make sure that it is meant.',
  },
  {
    code: 'CF312',
    title: 'A role change',
    meaning: 'COR does not document whether it tells a user about a new role.',
    fix: 'Nothing to fix; expect that the users may get a message.',
  },
  {
    code: 'CF313',
    title: 'Users are no longer managed',
    meaning: 'They left users.yaml. Nothing is sent: they leave the state and stay in COR.',
    fix: 'If it was not meant, put them back. To disable somebody, use COR itself.',
  },
  {
    code: 'CF314',
    title: 'Fields of unknown outcome stop being managed',
    meaning:
      'The last PUT of the field has no known outcome, and corform will not send it again: what COR holds stays unknown.',
    fix: 'Keep the field until an apply has sent it, then remove it.',
  },
  {
    code: 'CF315',
    title: 'Fields are sent again',
    meaning:
      'The last PUT of the field has no known outcome. It is sent until COR acknowledges it, even where the values look equal.',
    fix: 'Nothing to fix: apply.',
  },
  {
    code: 'CF316',
    title: 'Fields stop being managed',
    meaning:
      'They left the entries of users who stay in users.yaml. Nothing is sent, and COR keeps their values. They count towards limits.update and the limit of the field; a user without any managed field left counts towards limits.forget.',
    fix: 'If it was not meant, put the fields back.',
  },
  {
    code: 'CF317',
    title: 'Roles that are not shown',
    meaning:
      'role_id is sensitive, so that CF310, CF311 and CF312, which would tell of its value, are not told. These users get a role with the next apply, a more powerful one or not. limits.role_raise counts the raises all the same.',
    fix: 'Look at their roles in users.yaml.',
  },
  {
    code: 'CF320',
    title: 'Over a limit',
    meaning:
      'The plan touches more users than "limits" in corform.yaml lets pass unasked. A field that leaves the entry of a user is released: it is no longer managed, nothing is sent of it, and COR keeps its value. It counts like a changed one, and a user all of whose fields are released counts like one who leaves the state.',
    fix: 'Look at the plan; if it is meant, pass the override that the message names.',
  },
  {
    code: 'CF321',
    title: 'An override that is not NAME=COUNT',
    meaning: '--allow takes the name of a limit and the number of users that is fine, once a name.',
    fix: 'Write for example --allow update=1200.',
  },
  {
    code: 'CF330',
    title: 'A condition that is not FIELD=VALUE',
    meaning: '--where takes the name of a field and the value that it must have.',
    fix: 'Write for example --where department=Design.',
  },
  {
    code: 'CF331',
    title: 'A number of changes that is none',
    meaning: '--limit takes a whole number above 0.',
    fix: 'Write for example --limit 50.',
  },
  {
    code: 'CF340',
    title: 'Not a plan file',
    meaning: 'The file is cut off, or something else than a plan that corform saved.',
    fix: 'Make it again with corform plan --out FILE.',
  },
  {
    code: 'CF341',
    title: 'A plan file of an unknown version',
    meaning: 'Another version of corform wrote it, in a format that this one does not know.',
    fix: 'Use the same version for plan and apply.',
  },
  {
    code: 'CF342',
    title: 'An edited plan file',
    meaning: 'Its structure or its checksum is not what corform wrote.',
    fix: 'Make it again with corform plan --out FILE.',
  },
  {
    code: 'CF343',
    title: 'A plan file that was changed after it was made',
    meaning: 'Its seal was not made with the key of this state over this content.',
    fix: 'Make a new plan, have it approved, and apply that one.',
  },
  {
    code: 'CF344',
    title: 'A plan file of another state',
    meaning: 'It was made for another COR endpoint, another source or another state.',
    fix: 'Apply it where it was made, or make a plan here.',
  },
  {
    code: 'CF345',
    title: 'Not what was approved',
    meaning:
      'users.yaml or the state has changed since the plan was saved, so that apply would do something that is not in it.',
    fix: 'Make a new plan, have it approved, and apply that one.',
  },
  {
    code: 'CF346',
    title: 'A change that was not approved',
    meaning: 'One of the differences that CF345 counts.',
    fix: 'See CF345.',
  },
  {
    code: 'CF347',
    title: 'Another digest than the approved one',
    meaning: '--expect names the digest of a plan with other changes than those planned now.',
    fix: 'Make a new plan, have it approved, and apply that one.',
  },
];
