import { once } from 'node:events';
import { createServer } from 'node:net';
import {
  gatewayListeners,
  internalListener,
  issuerListener,
  managementListener,
} from '../components/listeners.ts';
import type { Configuration } from '../config/schema.ts';
import { StartupError } from '../startup-error.ts';

/**
 * All at once, since the configuration is not for the user of the demo to change.
 *
 * @throws StartupError with the ports that other programs use
 */
export async function requireFreePorts(configuration: Configuration): Promise<void> {
  const ports = portsOf(configuration);
  const free = await Promise.all(ports.map(isFree));
  const taken = ports.filter((_, index) => !free[index]);
  if (taken.length === 0) return;
  const [are, each] = taken.length === 1 ? ['Port', 'is'] : ['Ports', 'are'];
  throw new StartupError(
    `${are} ${taken.join(', ')} ${each} in use; the demo needs ${ports.join(', ')}. Stop what listens ` +
      `there, perhaps another demo (lsof ${taken.map((port) => `-i :${port}`).join(' ')} names it).`,
  );
}

/** Where the system listens, and every port of this machine that its configuration names. */
export function portsOf(configuration: Configuration): number[] {
  const { gateway, decide } = gatewayListeners(configuration);
  const own = [issuerListener(configuration), internalListener(configuration), gateway, decide];
  const management = managementListener(configuration);
  const named = JSON.stringify(configuration).matchAll(/\/\/(?:localhost|127\.0\.0\.1):(\d+)/g);
  const ports = [
    ...[...own, ...(management ? [management] : [])].map(({ port }) => port),
    ...[...named].map(([, port]) => Number(port)),
  ];
  return [...new Set(ports)].sort((a, b) => a - b);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, 'localhost');
  try {
    await once(probe, 'listening');
    await once(probe.close(), 'close');
    return true;
  } catch {
    return false;
  }
}
