import { gatewayListeners, managementListener, urlOf } from '../components/listeners.ts';
import { loadNamedOrUsual } from '../config/load.ts';
import { environmentWithCredentials } from '../credentials.ts';
import { openApiDocument } from '../open-api/document.ts';
import { print } from '../print.ts';

/**
 * `sallyport open-api`: the description of every endpoint, with the addresses of the configuration.
 *
 * @throws StartupError with every problem of the configuration
 */
export async function openApi({ config }: { config?: string }): Promise<void> {
  const { loaded } = await loadNamedOrUsual(config, environmentWithCredentials());
  const { configuration } = loaded;
  const management = managementListener(configuration);
  const document = openApiDocument({
    issuer: configuration.issuer.url,
    gateway: configuration.gateway.url,
    decide: urlOf(gatewayListeners(configuration).decide),
    management: management ? urlOf(management) : 'http://127.0.0.1:8082',
  });
  await print(`${JSON.stringify(document, null, 2)}\n`);
}
