/** The one way to write to COR. Commands that only look don't import it. */
import type { UserApi } from '../core/ports/cor.js';
import type { Settings } from '../core/settings/settings.js';
import type { Console } from './console.js';
import { endpointOf, sessionOf } from './wire.js';

export interface OpenApi extends UserApi {
  close(): Promise<void>;
}

/** COR. Reads the credential, and keeps it off both streams. Throws Failure. */
export async function openApi(
  settings: Settings,
  userAgent: string,
  console: Console,
): Promise<OpenApi> {
  const { openUserApi } = await import('../adapters/cor/user-api.js');
  const integrationsUrl = endpointOf(settings);
  const session = await sessionOf(settings, userAgent, console, [integrationsUrl]);
  return openUserApi({ ...session, integrationsUrl });
}
