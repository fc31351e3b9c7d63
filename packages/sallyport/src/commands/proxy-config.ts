import { gatewayListeners } from '../components/listeners.ts';
import { loadConfiguration } from '../config/load.ts';
import { environmentWithCredentials } from '../credentials.ts';
import type { ProxyName } from '../options.ts';
import { print } from '../print.ts';
import { proxies } from '../proxy-config/index.ts';
import { planFor } from '../proxy-config/sites.ts';

/**
 * `sallyport proxy-config`: a file for a proxy that asks for decisions, with the routes of the
 * configuration, on standard output.
 *
 * @throws StartupError with every problem of the configuration
 */
export async function proxyConfig(proxy: ProxyName, { config }: { config: string }): Promise<void> {
  const { configuration } = await loadConfiguration(config, environmentWithCredentials());
  const { gateway, decide, decideGrpc } = gatewayListeners(configuration);
  const { decide_cache: cache, url } = configuration.gateway;
  const publicHost = new URL(url).host;
  const plan = planFor(configuration, { gateway, decide, decideGrpc, publicHost, cache });
  await print(proxies[proxy](plan));
}
