/** What people who come from other tools type first. */

/** Commands that other tools have, and what corform has instead. */
export const OTHER_COMMANDS: Readonly<Record<string, string>> = {
  destroy:
    'corform never deletes anybody in COR. To stop managing users, remove them from users.yaml and apply.',
  fmt: 'Use prettier for formatting: npx prettier --write users.yaml',
  refresh:
    "COR can't be read back by external id. `corform drift` compares with what COR's list shows.",
  taint: 'Use `corform apply --resend ID` to send a user again.',
  untaint: 'Leave out --resend: without it nothing is sent again.',
  output: 'Use `corform plan --json` or `corform state show ID`.',
  workspace: 'Use one folder for each tenant, each with its own corform.yaml.',
  providers: 'corform has one provider, COR. Its settings: corform config',
  diff: 'Use `corform plan`.',
  preview: 'Use `corform plan`.',
  up: 'Use `corform apply`.',
  deploy: 'Use `corform apply`.',
  sync: 'Use `corform apply`.',
  login:
    "Set COR_ACCESS_TOKEN, or COR_API_KEY and COR_CLIENT_SECRET. Only apply and what reads COR's list need them.",
  logout:
    'corform stores no credential. Unset COR_ACCESS_TOKEN, COR_API_KEY and COR_CLIENT_SECRET.',
  version: 'Use `corform --version`.',
  list: 'Use `corform state list` for the recorded ids.',
  ls: 'Use `corform state list` for the recorded ids.',
  get: 'Use `corform state list` for the recorded ids, and `corform explain ID` for one user.',
  describe: 'Use `corform explain ID`.',
  console: 'Use `corform explain ID` to see where the values of a user come from.',
  check: 'Use `corform validate`.',
  lint: 'Use `corform validate`.',
  test: 'Use `corform validate`, then `corform plan`.',
  add: 'Write the user into users.yaml, then run `corform plan`.',
  create: 'Write the user into users.yaml, then run `corform plan`.',
  new: 'Use `corform init` for the files. A new user is written into users.yaml.',
  edit: 'Edit users.yaml, or change many users with `corform set FIELD=VALUE`.',
  update: 'Edit users.yaml, or change many users with `corform set FIELD=VALUE`.',
  delete:
    'Use `corform remove --only ID --write` to take users out of users.yaml. They stay in COR.',
  rm: 'Use `corform remove --only ID --write` to take users out of users.yaml. They stay in COR.',
  rename: 'Write the new id and `previously: OLD-ID` into users.yaml.',
  log: 'Use `corform state history`.',
  push: '`corform apply` sends the changes to COR. `corform state push FILE` stores a state.',
  pull: "`corform drift` reads COR's list. `corform state pull` prints the recorded state.",
  commit: 'Use git for users.yaml. `corform apply` sends what is in the file.',
  undo: 'Revert the commit that changed users.yaml, then plan and apply.',
  revert: 'Revert the commit that changed users.yaml, then plan and apply.',
  rollback: 'Revert the commit that changed users.yaml, then plan and apply.',
  unlock: 'Use `corform state unlock ID`.',
  'force-unlock': 'Use `corform state unlock ID`.',
  'config get': '`corform config` shows every setting.',
  'config set':
    'Write settings into corform.yaml. `corform schema config` prints what it may hold.',
  'state remove': 'Use `corform state rm ID`.',
  'state delete': 'Use `corform state rm ID`.',
  'state move': 'Use `corform state mv FROM TO`.',
  'state get': 'Use `corform state show ID`.',
  'state log': 'Use `corform state history`.',
  'state versions': 'Use `corform state history --versions`.',
  'state restore': 'Use `corform state push FILE`, or `corform state repair`.',
};

/** What corform has instead of a flag. It only helps a command that has the flag `needs`, if one is named. */
interface Instead {
  readonly needs?: string;
  readonly fix: string;
}

const asksNothing: readonly Instead[] = [
  { needs: 'auto-approve', fix: 'Use --auto-approve.' },
  { needs: 'write', fix: 'Use --write.' },
  { fix: 'This command asks nothing: leave the flag out.' },
];
const noChanges: readonly Instead[] = [
  { needs: 'write', fix: 'Leave out --write: then nothing is written.' },
  { needs: 'check', fix: 'Use --check.' },
  { fix: '`corform plan` shows what apply would do, and sends nothing.' },
];
const oneUser: readonly Instead[] = [{ needs: 'only', fix: 'Use --only ID.' }];
const json: readonly Instead[] = [
  { needs: 'json', fix: 'Use --json.' },
  { needs: 'format', fix: 'Use --format json.' },
  {
    fix: 'This command has no other output to read than what it prints. Its exit code says how it ended.',
  },
];
const outputs: readonly Instead[] = [
  { needs: 'to', fix: 'Use --to FILE.' },
  {
    needs: 'out',
    fix: 'Use --out FILE to save the plan, --report FORMAT=PATH for a report, for example --report html=plan.html, or --json.',
  },
  {
    needs: 'report',
    fix: 'Use --report FORMAT=PATH, for example --report html=plan.html, or --json.',
  },
  { needs: 'format', fix: 'Use --format. `--help` lists the formats.' },
  { needs: 'json', fix: 'Use --json.' },
];
const backend: readonly Instead[] = [
  { fix: 'The backend is set in corform.yaml, or by CORFORM_STATE_BACKEND and the like.' },
];

/** Flags that other tools have, and what corform has instead; the first that fits the command. */
export const OTHER_FLAGS: Readonly<Record<string, readonly Instead[]>> = {
  target: oneUser,
  id: oneUser,
  user: oneUser,
  filter: oneUser,
  replace: [{ needs: 'resend', fix: 'Use --resend ID.' }],
  'refresh-only': [{ fix: 'Use `corform drift`.' }],
  refresh: [{ fix: 'A plan never reads COR, so there is nothing to refresh.' }],
  destroy: [
    {
      fix: 'corform never deletes anybody in COR. To stop managing users, remove them from users.yaml.',
    },
  ],
  chdir: [{ fix: 'Change the folder before you run corform.' }],
  var: [{ fix: 'Use profiles and defaults in users.yaml.' }],
  'var-file': [{ fix: 'Use profiles and defaults in users.yaml.' }],
  'no-color': [{ fix: 'Set NO_COLOR=1.' }],
  color: [{ fix: 'Set FORCE_COLOR=1, or NO_COLOR=1 for none.' }],
  input: [
    {
      needs: 'expect',
      fix: 'Without a terminal corform never asks: use --auto-approve or --expect DIGEST.',
    },
    { fix: 'This command asks nothing: leave the flag out.' },
  ],
  'dry-run': noChanges,
  n: noChanges,
  yes: asksNothing,
  y: asksNothing,
  force: [
    { needs: 'to', fix: 'corform overwrites no file. Use --update, or delete the file first.' },
    { fix: 'corform skips no check. The message of a check names the flag that lets it pass.' },
  ],
  verbose: [{ needs: 'detail', fix: 'Use --detail full for every field.' }],
  v: [{ needs: 'detail', fix: 'Use --detail full for every field.' }],
  quiet: [{ needs: 'detail', fix: 'Use --detail counts.' }],
  q: [{ needs: 'detail', fix: 'Use --detail counts.' }],
  parallelism: [{ needs: 'concurrency', fix: 'Use --concurrency.' }],
  lock: [
    { fix: 'What writes takes the lock, and a plan takes none. --lock-timeout 10m waits for it.' },
  ],
  backup: [{ fix: 'Every backend keeps older versions: corform state history --versions' }],
  'backend-config': backend,
  reconfigure: [{ fix: 'Use `corform state migrate` to move a state.' }],
  'migrate-state': [{ fix: 'Use `corform state migrate` to move a state.' }],
  upgrade: [{ fix: 'init downloads nothing: there is nothing to upgrade.' }],
  format: outputs,
  output: outputs,
  o: outputs,
  html: outputs,
  json,
};

/** Other names for a value of a flag or an argument. */
export const OTHER_VALUES: Readonly<Record<string, string>> = {
  pwsh: 'powershell',
  ps1: 'powershell',
  all: 'full',
  verbose: 'full',
  summary: 'counts',
  md: 'markdown',
};
