/** Completion scripts of shells, made from the command tree. Pure. */
import type { KnownCommands, KnownFlag } from './known-commands.js';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof SHELLS)[number];

/** Makes the script that completes commands, flags and the values of flags, and file names everywhere else. */
export function renderCompletion(shell: Shell, commands: KnownCommands): string {
  switch (shell) {
    case 'bash':
      return renderBash(commands);
    case 'zsh':
      return `${ZSH_START}${renderBash(commands)}`;
    case 'fish':
      return renderFish(commands);
    case 'powershell':
      return renderPowershell(commands);
  }
}

/** zsh reads completions of bash, after its own are set up. */
const ZSH_START = `#compdef corform
autoload -Uz compinit bashcompinit
(( $+functions[compdef] )) || compinit -i
bashcompinit
`;

/** The words that may follow other words: commands after nothing, subcommands after a topic. */
function wordsAfter(commands: KnownCommands): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, Set<string>>([['', new Set(['help'])]]);
  for (const name of commands.keys()) {
    const [topic = '', rest] = name.split(' ');
    words.get('')?.add(topic);
    if (rest !== undefined) words.set(topic, (words.get(topic) ?? new Set()).add(rest));
  }
  return new Map([...words].map(([before, after]) => [before, [...after].sort()]));
}

function optionsOf(flags: ReadonlyMap<string, KnownFlag>): readonly (readonly [string, string])[] {
  return [...flags].flatMap(([name, { options }]) =>
    options === null ? [] : [[name, options.join(' ')] as const],
  );
}

/** The values of the arguments of each command that has any. */
function argumentsOf(commands: KnownCommands): readonly (readonly [string, readonly string[]])[] {
  return [...commands].flatMap(([name, { args }]) => {
    const values = args.flatMap(({ options }) => options ?? []);
    return values.length === 0 ? [] : [[name, values] as const];
  });
}

function renderBash(commands: KnownCommands): string {
  const words = [...wordsAfter(commands)].map(
    ([before, after]) => `    '${before}') words='${after.join(' ')}' ;;`,
  );
  const flags = [...commands].map(
    ([name, { flags: known }]) =>
      `    '${name}') flags='${[...known.keys()].map((flag) => `--${flag}`).join(' ')}' ;;`,
  );
  const values = [...commands].flatMap(([name, { flags: known }]) =>
    optionsOf(known).map(([flag, options]) => `    '${name} --${flag}') values='${options}' ;;`),
  );
  const args = argumentsOf(commands).map(
    ([name, options]) => `    '${name}') words='${options.join(' ')}' ;;`,
  );
  // bash makes a word of the = of --detail=full, zsh does not.
  return `_corform() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local first='' second='' words='' flags='' values='' prefix='' command
  case "$current" in
    =) current='' ;;
    --*=*) previous="\${current%%=*}"; prefix="$previous="; current="\${current#*=}" ;;
    *) [ "$previous" = '=' ] && previous="\${COMP_WORDS[COMP_CWORD-2]}" ;;
  esac
  [ "$COMP_CWORD" -gt 1 ] && first="\${COMP_WORDS[1]}"
  [ "$COMP_CWORD" -gt 2 ] && second="\${COMP_WORDS[2]}"
  [ "$first" = help ] && first='' && second=''
  case "$first" in
${words.join('\n')}
  esac
  command="$first"
  [ -n "$words" ] && [ -n "$second" ] && command="$first $second" && words=''
  case "$command" in
${flags.join('\n')}
    '') flags='--version' ;;
  esac
  case "$command" in
${args.join('\n')}
  esac
  case "$command $previous" in
${values.join('\n')}
  esac
  if [ -n "$values" ]; then COMPREPLY=($(compgen -P "$prefix" -W "$values" -- "$current"))
  elif [ "\${current#-}" != "$current" ]; then COMPREPLY=($(compgen -W "$flags --help" -- "$current"))
  elif [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$current"))
  else COMPREPLY=($(compgen -P "$prefix" -f -- "$current"))
  fi
}
complete -o filenames -F _corform corform
`;
}

function renderFish(commands: KnownCommands): string {
  const topics = new Set(
    [...commands.keys()].filter((name) => name.includes(' ')).map((name) => name.split(' ')[0]),
  );
  const lines = [...topics].map(
    (topic) => `complete -c corform -f -n __fish_use_subcommand -a ${String(topic)}`,
  );
  for (const [name, { summary, flags }] of commands) {
    const [topic = '', rest] = name.split(' ');
    const place =
      rest === undefined ? '__fish_use_subcommand' : `'__fish_seen_subcommand_from ${topic}'`;
    lines.push(
      `complete -c corform -f -n ${place} -a ${rest ?? topic} -d ${quote(summary)}`,
      ...[...flags].map(([flag, known]) => fishFlag(name, flag, known)),
    );
  }
  for (const [name, values] of argumentsOf(commands)) {
    lines.push(`complete -c corform -f -n ${fishPlace(name)} -a ${quote(values.join(' '))}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Whether all words of a command are there. */
function fishPlace(command: string): string {
  const seen = command.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`);
  return quote(seen.join('; and '));
}

function fishFlag(
  command: string,
  flag: string,
  { takesValue, options, description }: KnownFlag,
): string {
  const value = takesValue ? (options === null ? ' -r' : ` -x -a ${quote(options.join(' '))}`) : '';
  return `complete -c corform -n ${fishPlace(command)} -l ${flag}${value} -d ${quote(description)}`;
}

/**
 * PowerShell gives the word at the cursor, the command that was typed, and where the cursor is: what ends before it
 * was given before. Source: the documentation of Register-ArgumentCompleter, `-Native`.
 */
function renderPowershell(commands: KnownCommands): string {
  const list = (items: readonly string[]): string => `@(${items.map(quote).join(', ')})`;
  const words = [...wordsAfter(commands), ...argumentsOf(commands)].map(
    ([before, after]) => `    ${quote(before)} = ${list(after)}`,
  );
  const values = [...commands].flatMap(([name, { flags: known }]) =>
    optionsOf(known).map(
      ([flag, options]) => `    ${quote(`${name} --${flag}`)} = ${list(options.split(' '))}`,
    ),
  );
  const flags = [...commands].map(
    ([name, { flags: known }]) =>
      `    ${quote(name)} = ${list([...known.keys(), 'help'].map((flag) => `--${flag}`))}`,
  );
  return `Register-ArgumentCompleter -Native -CommandName corform -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @{
${words.join('\n')}
  }
  $flags = @{
    '' = @('--help', '--version')
${flags.join('\n')}
  }
  $values = @{
${values.join('\n')}
  }
  $before = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.Extent.Text })
  $given = @($before | Where-Object { -not $_.StartsWith('-') })
  if ($given.Count -gt 0 -and $given[0] -eq 'help') { $given = @($given | Select-Object -Skip 1) }
  $name = ($given | Select-Object -First 2) -join ' '
  if (-not $flags.ContainsKey($name) -and $given.Count -gt 0) { $name = $given[0] }
  $flag = $before | Select-Object -Last 1
  $prefix = ''
  if ($word -match '^(--[\\w-]+)=(.*)$') { $flag, $word = $Matches[1], $Matches[2]; $prefix = "$flag=" }
  $found = if ($values.ContainsKey("$name $flag")) { $values["$name $flag"] } elseif ($word.StartsWith('-')) { $flags[$name] } else { $words[$name] }
  $found | Where-Object { $_ -and $_.StartsWith($word) } | ForEach-Object { [System.Management.Automation.CompletionResult]::new("$prefix$_", $_, 'ParameterValue', $_) }
}
`;
}

/** Single quotes, which every one of these shells takes literally but for the quote itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", '’')}'`;
}
