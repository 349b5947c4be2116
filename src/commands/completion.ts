import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.js';
import { knownCommands } from '../cli/known-commands.js';
import { renderCompletion, SHELLS } from '../cli/completion.js';
import { EXIT } from '../cli/exit-codes.js';
import { processConsole } from '../cli/process-console.js';

export default class Completion extends BaseCommand {
  static override summary = 'Print a completion script for a shell.';
  static override description =
    'bash: source <(corform completion bash), in ~/.bashrc. zsh: the same, in ~/.zshrc. fish: corform completion fish > ~/.config/fish/completions/corform.fish. PowerShell: corform completion powershell | Out-String | Invoke-Expression, in $PROFILE.';
  static override args = {
    shell: Args.string({
      description: 'The shell to complete for.',
      options: [...SHELLS],
      required: true,
      ignoreStdin: true,
    }),
  };

  async run(): Promise<number> {
    const { args } = await this.parse(Completion);
    const shell = SHELLS.find((name) => name === args.shell) ?? 'bash';
    processConsole.result(renderCompletion(shell, knownCommands(this.config.commands)));
    return EXIT.done;
  }
}
