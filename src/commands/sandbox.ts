import * as Flags from '@oclif/core/flags';
import { dirname } from 'node:path';
import { checkDesired } from '../app/plan/load-desired.js';
import { BaseCommand } from '../cli/base-command.js';
import { EXIT } from '../cli/exit-codes.js';
import { withVariables } from '../cli/flags.js';
import { listenForInterrupts } from '../cli/interrupts.js';
import { whereItLeads } from '../cli/paths.js';
import { processConsole } from '../cli/process-console.js';
import { localFiles } from '../cli/wire.js';
import { requireValue } from '../core/errors/failure.js';
import { slugOf } from '../core/import/slug.js';
import type { UserFields } from '../core/model.js';
import type { SandboxOptions } from '../sandbox/options.js';
import { escapeJsonDocument } from '../core/render/escape.js';
import { NO_FAULTS, parseFaults, type FaultScript } from '../sandbox/fault-script.js';
import { formatLogLine } from '../sandbox/log.js';
import { numberedIds, startSandbox } from '../sandbox/server.js';

const MAX_FAULTS_BYTES = 16 * 1024 * 1024;

export default class SandboxCommand extends BaseCommand {
  static override summary = 'Run a local stand-in for COR, to try corform out.';
  static override description = `Answers as the documentation of COR says, keeps users in memory, and prints
each request to stdout as a line of JSON. It listens only on 127.0.0.1.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --port 8080 --users users.yaml',
    '<%= config.bin %> <%= command.id %> --users 500 --rate-limit 50',
  ];
  static override flags = withVariables({
    port: Flags.integer({
      description: 'The port. 0 takes a free one.',
      default: 8080,
      min: 0,
      max: 65535,
    }),
    users: Flags.string({
      description: 'Which users exist: `any` id, a number of users, or the users in a users file.',
      default: 'any',
    }),
    faults: Flags.string({ description: 'A file of scripted faults (docs/sandbox.md).' }),
    latency: Flags.integer({
      description: 'Milliseconds before each answer.',
      default: 0,
      min: 0,
    }),
    'rate-limit': Flags.integer({
      description: 'Answers 429 above this many requests per second.',
      min: 1,
    }),
    'token-life': Flags.integer({
      description: 'Seconds until a token expires.',
      default: 3600,
      min: 1,
    }),
  });

  async run(): Promise<number> {
    const { flags } = await this.parse(SandboxCommand);
    const rateLimit = flags['rate-limit'];
    const sandbox = await startSandbox({
      port: flags.port,
      ...(await this.readUsers(flags.users)),
      faults: await readFaults(flags.faults),
      latency: flags.latency,
      tokenLife: flags['token-life'],
      rateLimit: rateLimit === undefined ? null : { perSecond: rateLimit, retryAfter: null },
      onRequest: (entry) => {
        processConsole.result(escapeJsonDocument(formatLogLine(entry)));
      },
    });
    processConsole.note(
      [
        `A stand-in for COR listens on 127.0.0.1:${sandbox.port}. To use it:`,
        `  export COR_INTEGRATIONS_URL=${sandbox.integrationsUrl}`,
        `  export COR_API_URL=${sandbox.apiUrl}`,
        '  export COR_ACCESS_TOKEN=any-token',
        'Press Ctrl-C to stop it.',
        '',
      ].join('\n'),
    );
    const interrupts = listenForInterrupts(() => undefined);
    await new Promise((resolve) => {
      interrupts.stopping.addEventListener('abort', resolve);
    });
    await sandbox.close();
    interrupts.release();
    return EXIT.done;
  }

  private async readUsers(who: string): Promise<Pick<SandboxOptions, 'users' | 'source'>> {
    if (who === 'any') return { users: 'any' };
    if (/^\d{1,6}$/.test(who)) return { users: numberedIds(Number(who)) };
    const read = await checkDesired(localFiles, {
      paths: [who],
      root: dirname(whereItLeads(who)),
      required: [],
      sensitive: [],
    });
    const { source, users } = this.requireValid(read);
    return { source, users: users.map(({ id, fields }) => ({ id, fields, ...emailFor(fields) })) };
  }
}

/** An address for somebody who has a name: `ana.munoz-pena@example.com`. */
function emailFor({ first_name, last_name }: UserFields): { readonly email?: string } {
  const names = [first_name, last_name].map((name) => slugOf(String(name ?? '')));
  return names.includes('') ? {} : { email: `${names.join('.')}@example.com` };
}

async function readFaults(path: string | undefined): Promise<FaultScript> {
  if (path === undefined) return NO_FAULTS;
  const bytes = await localFiles.read(path, { maxBytes: MAX_FAULTS_BYTES });
  return requireValue(parseFaults(new TextDecoder().decode(bytes)));
}
