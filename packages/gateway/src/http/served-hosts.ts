import type { GatewaySettings } from '../settings.ts';

/**
 * Which of the names that callers write in `Host` the gateway serves: that of its URL, and those of the
 * applications. Services build links from the host that they are told, so that they are told no
 * other: a request under another name (an address, a name inside a cluster) gets the gateway's own.
 *
 * @returns the host that services are told
 */
export function createServedHosts({
  url,
  applications,
}: Pick<GatewaySettings, 'url' | 'applications'>): (host: string) => string {
  const { host: own, protocol } = new URL(url);
  const usualPort = protocol === 'https:' ? /:443$/ : /:80$/;
  const served = new Set([own, ...applications.map(({ host }) => host)]);
  return (host) => {
    if (served.has(host)) return host;
    const bare = host.replace(usualPort, '');
    return served.has(bare) ? bare : own;
  };
}
