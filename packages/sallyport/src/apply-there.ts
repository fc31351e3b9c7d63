import type { ToldApplied } from '@sallyport/issuer/admin/configuration.endpoint.ts';
import type { Applied } from '@sallyport/issuer/configuration/apply.service.ts';
import { writeDeclaration } from '@sallyport/issuer/configuration/wire.ts';
import { type AdminClient, changeTimeoutMs } from './admin-client.ts';
import type { LoadedConfiguration } from './config/load.ts';
import { declarationOf } from './config/schema.ts';

/**
 * Has a running issuer apply a file: the same code there, so that this needs neither its database nor its
 * secret.
 *
 * @throws AdminError with what the issuer refused it for
 */
export async function applyThere(
  { configuration }: LoadedConfiguration,
  dryRun: boolean,
  admin: AdminClient,
): Promise<Applied> {
  const body = {
    declaration: writeDeclaration(declarationOf(configuration)),
    issuer_url: configuration.issuer.url,
    gateway_clients: configuration.applications.map(({ client }) => client),
    dry_run: dryRun,
  };
  const told = (await admin.call('POST', '/configuration', body, changeTimeoutMs)) as ToldApplied;
  const { taken_over: takenOver, ...applied } = told;
  return { ...applied, takenOver };
}
