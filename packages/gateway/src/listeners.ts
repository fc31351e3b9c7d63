import type { DataPath } from './data-path.ts';
import { createDecideAnswer } from './decide/decide-server.ts';
import { createRequestIds } from './http/request-id.ts';
import { createHttpServer } from './http/server.ts';
import type { Environment } from './runtime/environment.ts';

/** The ports in use, which matters where 0 was asked for. */
export interface GatewayPorts {
  port: number;
  decidePort: number;
}

/** The ports that the gateway listens on: for callers, and for other proxies and operations. */
export function createListeners(
  { settings, limits, clock, log, random }: Environment,
  { handler, pipeline, observer }: DataPath,
  isReady: () => boolean,
) {
  const { tls } = settings;
  const serving = { limits, requestIds: createRequestIds(random), clock, log };
  const callers = createHttpServer(handler.answer, { ...serving, ...(tls && { tls }) });
  const decide = createHttpServer(createDecideAnswer({ pipeline, observer, isReady }), serving);
  return {
    listenToProxies: () => decide.listen(settings.decide),
    listenToCallers: () => callers.listen(settings.listen),
    /** Lets what is under way finish, within the limit. */
    drain: () => Promise.all([callers.drain(limits.drainTimeout), decide.drain(1_000)]),
  };
}
