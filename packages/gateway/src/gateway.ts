import type { RoutesResponse, SwapResponse } from '@sallyport/protocol/internal.ts';
import { createApplicationFinder } from './applications/find.ts';
import { ContactLog } from './changes/contact-log.ts';
import { Follower } from './changes/follower.ts';
import { IssuerClient } from './changes/issuer-client.ts';
import { type Invalidation, Member } from './changes/member.ts';
import { createDecideAnswer } from './decide/decide-server.ts';
import { Pipeline } from './decision/pipeline.ts';
import { StandingPermissions } from './forward/standing-permissions.ts';
import { createRequestIds } from './http/request-id.ts';
import { createServedHosts } from './http/served-hosts.ts';
import { createHttpServer } from './http/server.ts';
import { createObserver } from './observe.ts';
import { RequestHandler } from './request-handler.ts';
import { Routing } from './routes/routing.ts';
import {
  defaultLimits,
  type GatewaySettings,
  instant,
  type Runtime,
  type Scheme,
} from './settings.ts';
import { TokenCache } from './swap/cache.ts';
import { SwapBatcher } from './swap/swap-batcher.ts';
import { createCookieSeal } from './token-handler/cookie-seal.ts';
import { LoginAttempts } from './token-handler/login-attempts.ts';
import { Refreshes } from './token-handler/refresh.ts';
import { createRelyingParty } from './token-handler/relying-party.ts';
import { Sessions } from './token-handler/sessions.ts';
import { Upstreams } from './upstream/upstreams.ts';

export interface Gateway {
  /** Listens, joins the issuer, and resolves when requests are answered from then on. */
  start(): Promise<GatewayPorts>;
  /**
   * Takes no more requests, finishes those in flight within the limit, and leaves the issuer. Once,
   * however often it is called.
   */
  close(): Promise<void>;
}

/** The ports in use, which matters where 0 was asked for. */
export interface GatewayPorts {
  port: number;
  decidePort: number;
}

const cacheSweepMs = 5_000;
/** How long an idle stream may outlast its permission; nothing passes on it meanwhile. */
const openSweepMs = 1_000;

/** Puts the parts together: match → authenticate → swap → authorize → forward. */
export function createGateway(settings: GatewaySettings, runtime: Runtime): Gateway {
  const { clock, log, random } = runtime;
  const limits = { ...defaultLimits, ...settings.limits };
  const scheme: Scheme = settings.url.startsWith('https:') ? 'https' : 'http';
  const endpoints = settings.issuerEndpoints;
  const chance = () => random(1)[0]! / 255;
  const issuer = new IssuerClient({ endpoints, credentials: settings.client, limits, log, chance });

  const follower = new Follower();
  const cache = new TokenCache(limits.cachedTokens);
  const routing = new Routing({
    read: () => issuer.callAny<RoutesResponse>('/internal/routes', {}),
  });
  const batcher = new SwapBatcher({
    clock,
    maxWaiting: limits.waitingTokens,
    send: (request) => issuer.callAny<SwapResponse>('/internal/swap', request),
  });
  const contact = new ContactLog(log, clock);
  const findApplication = createApplicationFinder(settings.applications);
  const { issuerUrl } = settings;
  const relyingParty = createRelyingParty({ issuer, issuerUrl, clock });
  const refreshes = new Refreshes({ relyingParty, clock });
  const cookieSeal = createCookieSeal({ cookieKey: settings.cookieKey, random });
  const sessions = new Sessions({ cookieSeal, refreshes, scheme });
  const loginAttempts = new LoginAttempts({ cookieSeal, clock, scheme });
  const pipeline = new Pipeline({
    contact,
    follower,
    routing,
    clock,
    cache,
    batcher,
    sessions,
    findApplication,
    scheme,
    log,
  });
  const permissions = new StandingPermissions({ cache, judge: pipeline });
  const member = new Member({
    contact,
    issuer,
    follower,
    routing,
    invalidation: invalidationOf(cache, permissions),
    clock,
    log,
    chance,
    name: settings.name,
  });
  const upstreams = new Upstreams(limits);
  const observer = createObserver(log);
  const tokenHandler = {
    issuer,
    issuerUrl,
    follower,
    relyingParty,
    sessions,
    loginAttempts,
    scheme,
    clock,
    log,
    random,
  };
  const handler = new RequestHandler({
    pipeline,
    permissions,
    upstreams,
    findApplication,
    issuerUrl,
    servedHost: createServedHosts(settings),
    tokenHandler,
    observer,
    scheme,
    limits,
    clock,
    log,
  });

  let closing = false;
  const isReady = () => !closing && follower.mayUseCache(instant(clock));
  const serving = { limits, requestIds: createRequestIds(random), clock, log };
  const { tls } = settings;
  const server = createHttpServer(handler.answer, { ...serving, ...(tls && { tls }) });
  const decideServer = createHttpServer(
    createDecideAnswer({ pipeline, observer, isReady }),
    serving,
  );
  let sweepers: NodeJS.Timeout[] = [];
  let closed: Promise<void> | null = null;

  async function shutDown(): Promise<void> {
    closing = true;
    handler.beginClosing();
    permissions.closing();
    await Promise.all([server.drain(limits.drainTimeout), decideServer.drain(1_000)]);
    for (const sweeper of sweepers) clearInterval(sweeper);
    await member.stop();
    await Promise.all([upstreams.close(), issuer.close()]);
  }

  return {
    async start() {
      // Health is told before the first lease is there; requests are taken only after it.
      const decidePort = await decideServer.listen(settings.decide);
      await member.start();
      sweepers = [
        setInterval(() => cache.sweep(instant(clock)), cacheSweepMs).unref(),
        setInterval(() => permissions.sweep(instant(clock)), openSweepMs).unref(),
      ];
      const port = await server.listen(settings.listen);
      log.info({ url: settings.url, port, decidePort }, 'The gateway takes requests');
      return { port, decidePort };
    },
    close: () => (closed ??= shutDown()),
  };
}

/** What the feed acts upon: first the cache, then the requests that are served out of it. */
function invalidationOf(cache: TokenCache, permissions: StandingPermissions): Invalidation {
  return {
    evict(tags) {
      cache.evict(tags);
      permissions.endEvicted();
    },
    evictEverything() {
      cache.evictEverything();
      permissions.endAll();
    },
    leaseLapsed: () => permissions.endAll(),
    routesChanged: () => permissions.routesChanged(),
  };
}
