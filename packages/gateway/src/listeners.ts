import type { Membership } from './changes/membership.ts';
import type { DataPath } from './data-path.ts';
import { CacheableDecisions } from './decide/cacheable-decisions.ts';
import { createCheckServer } from './decide/check-server.ts';
import { createDecideAnswer } from './decide/decide-server.ts';
import type { Caller } from './http/caller.ts';
import type { Malformed } from './http/malformed.ts';
import { createRequestIds } from './http/request-id.ts';
import { createHttpServer } from './http/server.ts';
import { Http2Connections } from './http2/http2-connections.ts';
import { PlainConnections } from './listen/plain-connections.ts';
import type { Environment } from './runtime/environment.ts';
import { ProxyProtocol } from './trusted-proxies/proxy-protocol.ts';

/** The ports in use, which matters where 0 was asked for. */
export interface GatewayPorts {
  port: number;
  decidePort: number;
  /** Null where there is none. */
  decideGrpcPort: number | null;
}

/** The ports that the gateway listens on: for callers, and for other proxies and operations. */
export function createListeners(
  { settings, limits, scheme, clock, log, metrics, instance }: Environment,
  { handler, pipeline, rateLimiter, observer, trustedProxies: { isTrusted } }: DataPath,
  { follower, acknowledgements }: Pick<Membership, 'follower' | 'acknowledgements'>,
  isReady: () => boolean,
) {
  const { tls, proxies } = settings;
  const serving = { limits, requestIds: createRequestIds(instance), clock, log };
  const proxyProtocol = proxies?.protocol ? new ProxyProtocol({ isTrusted, clock, log }) : null;
  const isSecure = tls !== undefined;
  const http2 = new Http2Connections({
    handler,
    ...serving,
    isSecure,
    metrics,
    stallTimeout: limits.stallTimeout,
    isTrusted,
  });
  const malformed = (refused: Malformed) =>
    handler.observeMalformed(refused, serving.requestIds([]));
  const plain = new PlainConnections({ handler, ...serving, isSecure, http2, malformed });
  const upgrade = (caller: Caller, requestId: string) => handler.serve(caller, requestId);
  const ofCallers = { ...serving, upgrade, malformed, plain, http2, proxyProtocol };
  const callers = createHttpServer(handler.answer, { ...ofCallers, ...(tls && { tls }) });
  const kept = settings.decisionsAreKept ?? false;
  const cacheable = kept ? new CacheableDecisions({ follower, acknowledgements, clock }) : null;
  const deciding = { pipeline, rateLimiter, observer, clock, scheme, cacheable };
  const decide = createHttpServer(createDecideAnswer({ ...deciding, isReady }), serving);
  const { decideGrpc } = settings;
  const checks = decideGrpc
    ? createCheckServer({ ...deciding, requestIds: serving.requestIds, log })
    : null;
  return {
    async listenToProxies(): Promise<Pick<GatewayPorts, 'decidePort' | 'decideGrpcPort'>> {
      return {
        decidePort: await decide.listen(settings.decide),
        decideGrpcPort: checks && decideGrpc ? await checks.listen(decideGrpc) : null,
      };
    },
    listenToCallers: () => callers.listen(settings.listen),
    /** Lets what is under way finish, within the limit. */
    drain: () =>
      Promise.all([callers.drain(limits.drainTimeout), decide.drain(1_000), checks?.close()]),
  };
}
