/** What people who come from other tools type first. */

/** Commands that other tools have, and what corform has instead. */
export const OTHER_COMMANDS: Readonly<Record<string, string>> = {
  destroy:
    'corform never deletes anybody in COR. To stop managing users, remove them from users.yaml and apply.',
  fmt: 'Use prettier for formatting: npx prettier --write users.yaml',
  refresh:
    "COR can't be read back by external id. `corform drift` compares with what COR's list shows.",
  taint: 'Use `corform apply --resend ID` to send a user again.',
  output: 'Use `corform plan --json` or `corform state show ID`.',
  workspace: 'Use one folder for each tenant, each with its own corform.yaml.',
  diff: 'Use `corform plan`.',
  preview: 'Use `corform plan`.',
  login:
    'Set COR_ACCESS_TOKEN, or COR_API_KEY and COR_CLIENT_SECRET. Only apply and what reads COR’s list need them.',
  version: 'Use `corform --version`.',
  list: 'Use `corform state list` for the recorded ids.',
  console: 'Use `corform explain ID` to see where the values of a user come from.',
  check: 'Use `corform validate`.',
  lint: 'Use `corform validate`.',
  undo: 'Revert the commit that changed users.yaml, then plan and apply.',
  rollback: 'Revert the commit that changed users.yaml, then plan and apply.',
  'force-unlock': 'Use `corform state unlock ID`.',
};

/** Flags that other tools have, and what corform has instead. */
export const OTHER_FLAGS: Readonly<Record<string, string>> = {
  target: 'Use --only ID.',
  replace: 'Use --resend ID.',
  'refresh-only': 'Use `corform drift`.',
  chdir: 'Change the folder before you run corform.',
  var: 'Use profiles and defaults in users.yaml.',
  'no-color': 'Set NO_COLOR=1.',
  input: 'Without a terminal corform never asks: use --auto-approve or --expect DIGEST.',
  'dry-run': '`corform plan` shows what apply would do, and sends nothing.',
  yes: 'Use --auto-approve.',
  y: 'Use --auto-approve.',
  verbose: 'Use --detail full for every field.',
  parallelism: 'Use --concurrency.',
};
