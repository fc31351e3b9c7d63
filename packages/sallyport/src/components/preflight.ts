import { once } from 'node:events';
import { createServer } from 'node:net';
import { explainListenError, type Listener } from '../explain-start.ts';
import { StartupError } from '../startup-error.ts';
import type { SystemOptions } from '../system.ts';
import { readAbuseFiles } from './abuse.ts';
import {
  gatewayListeners,
  internalListener,
  issuerListener,
  managementListener,
} from './listeners.ts';
import { readMailFiles } from './mail.ts';
import { readCertificate } from './tls.ts';

/**
 * Checks what could stop a start, before anything is made or changed: a start that fails must not
 * have applied its configuration.
 *
 * @throws StartupError
 */
export async function preflight({
  loaded,
  role,
}: Pick<SystemOptions, 'loaded' | 'role'>): Promise<void> {
  const { configuration } = loaded;
  const { gateway, decide, decideGrpc } = gatewayListeners(configuration);
  const issuer =
    role === 'gateway' ? [] : [issuerListener(configuration), internalListener(configuration)];
  const ofGateway = [gateway, decide, ...(decideGrpc ? [decideGrpc] : [])];
  const parts = role === 'issuer' ? issuer : [...issuer, ...ofGateway];
  const management = managementListener(configuration);
  const listeners = management ? [...parts, management] : parts;
  refuseSharedPort(listeners);
  if (role !== 'gateway') {
    await readCertificate(loaded, 'issuer');
    await readCertificate(loaded, 'internal');
    await readMailFiles(loaded);
    await readAbuseFiles(loaded);
  }
  if (role !== 'issuer') await readCertificate(loaded, 'gateway');
  for (const listener of listeners) await requireFree(listener);
}

function refuseSharedPort(listeners: readonly Listener[]): void {
  for (const [index, { port, name, key }] of listeners.entries()) {
    const other = listeners.slice(0, index).find((each) => each.port === port);
    if (!other) continue;
    throw new StartupError(
      `The ${other.name} and the ${name} would both listen on port ${port}. ` +
        `Change ${other.key} or ${key} in the configuration.`,
    );
  }
}

async function requireFree(listener: Listener): Promise<void> {
  const { host, port } = listener;
  const probe = createServer().listen(port, host);
  try {
    await once(probe, 'listening');
    await once(probe.close(), 'close');
  } catch (error) {
    throw explainListenError(error, [listener]);
  }
}
