import { onTestFinished } from 'vitest';
import type { Environment } from './command.js';
import {
  startHttpStateServer,
  type HttpStateServer,
  type HttpStateServerOptions,
} from './http-state-server.js';

/** Starts a state server for one test. Returns it with the variables that make it the state of a project. */
export async function openHttpState(
  options: HttpStateServerOptions = { style: 'terraform' },
): Promise<{ readonly server: HttpStateServer; readonly env: Environment }> {
  const server = await startHttpStateServer(options);
  onTestFinished(server.close);
  const { url, lockUrl, credentials } = server;
  const env = {
    CORFORM_STATE_BACKEND: 'http',
    CORFORM_STATE_ADDRESS: url,
    CORFORM_STATE_LOCK_ADDRESS: lockUrl,
    CORFORM_STATE_UNLOCK_ADDRESS: lockUrl,
    CORFORM_HTTP_USERNAME: credentials.username,
    CORFORM_HTTP_PASSWORD: credentials.password,
  };
  return { server, env };
}
