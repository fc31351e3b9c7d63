import { explainShadow, findShadows } from '@sallyport/gateway/routes/shadows.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import { loadConfiguration } from '../config/load.ts';
import type { Configuration } from '../config/schema.ts';
import { environmentWithCredentials } from '../credentials.ts';
import { print } from '../print.ts';

/**
 * `sallyport validate`: the file as `start` and `apply` would read it, with the variables of this
 * environment. Opens nothing else: no database, and no file that it names.
 *
 * @throws StartupError with every problem of the file
 */
export async function validate(file: string): Promise<void> {
  const { configuration } = await loadConfiguration(file, environmentWithCredentials());
  await print(`${file} is valid: ${summarize(configuration)}.\n`);
  for (const warning of warningsOf(configuration)) await print(`Look at ${warning}\n`);
}

/** What is allowed, and may not be meant. */
function warningsOf({ routes: declared }: Configuration): string[] {
  const routes = declared as Route[];
  return findShadows(routes).map(
    (shadow) => `routes[${shadow.index}]: ${explainShadow(shadow, routes)}`,
  );
}

const sections = [
  ['apis', 'API'],
  ['roles', 'role'],
  ['groups', 'group'],
  ['users', 'user'],
  ['clients', 'client'],
  ['providers', 'provider'],
  ['trusted_issuers', 'trusted issuer'],
  ['applications', 'application'],
  ['routes', 'route'],
] as const;

export function summarize(configuration: Configuration): string {
  const counts = sections
    .map(([key, name]) => ({ name, count: configuration[key].length }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${name}${count === 1 ? '' : 's'}`);
  return counts.length > 0 ? counts.join(', ') : 'it declares nothing';
}
