import type { DataPath } from './data-path.ts';
import { createDecideAnswer } from './decide/decide-server.ts';
import { createRequestIds } from './http/request-id.ts';
import { createHttpServer } from './http/server.ts';
import type { Environment } from './runtime/environment.ts';
import { ProxyProtocol } from './trusted-proxies/proxy-protocol.ts';

/** The ports in use, which matters where 0 was asked for. */
export interface GatewayPorts {
  port: number;
  decidePort: number;
}

/** The ports that the gateway listens on: for callers, and for other proxies and operations. */
export function createListeners(
  { settings, limits, scheme, clock, log, random }: Environment,
  { handler, pipeline, observer, trustedProxies: { isTrusted } }: DataPath,
  isReady: () => boolean,
) {
  const { tls, proxies } = settings;
  const serving = { limits, requestIds: createRequestIds(random), clock, log };
  const proxyProtocol = proxies?.protocol ? new ProxyProtocol({ isTrusted, clock, log }) : null;
  const ofCallers = { ...serving, proxyProtocol, ...(tls && { tls }) };
  const callers = createHttpServer(handler.answer, ofCallers);
  const answer = createDecideAnswer({ pipeline, observer, clock, scheme, isReady });
  const decide = createHttpServer(answer, serving);
  return {
    listenToProxies: () => decide.listen(settings.decide),
    listenToCallers: () => callers.listen(settings.listen),
    /** Lets what is under way finish, within the limit. */
    drain: () => Promise.all([callers.drain(limits.drainTimeout), decide.drain(1_000)]),
  };
}
