import { createApplicationFinder } from './applications/find.ts';
import type { Membership } from './changes/membership.ts';
import { Pipeline } from './decision/pipeline.ts';
import { StandingPermissions } from './forward/standing-permissions.ts';
import { createServedHosts } from './http/served-hosts.ts';
import { RecentCounts } from './metrics/recent-counts.ts';
import { RequestMetrics } from './metrics/request-metrics.ts';
import { createObserver } from './observe.ts';
import { RateLimiter } from './rate-limits/rate-limiter.ts';
import { Receipts } from './receipts/receipts.ts';
import { RequestHandler } from './request-handler.ts';
import type { Environment } from './runtime/environment.ts';
import { createHandlerContext } from './token-handler/create-handler-context.ts';
import { TrustedProxies } from './trusted-proxies/trusted-proxies.ts';
import { HealthChecks } from './upstream/health-checks.ts';
import { Upstreams } from './upstream/upstreams.ts';

/** What a request goes through: match → authenticate → swap → authorize → forward. */
export function createDataPath(environment: Environment, membership: Membership) {
  const { settings, limits, scheme, clock, log, accessLog, metrics, instance } = environment;
  const findApplication = createApplicationFinder(settings.applications);
  const tokenHandler = createHandlerContext(environment, membership);
  const { sessions } = tokenHandler;
  const pipeline = new Pipeline({ ...membership, sessions, findApplication, scheme });
  const permissions = new StandingPermissions(pipeline);
  const upstreams = new Upstreams({ limits, clock, log });
  const healthChecks = new HealthChecks(upstreams);
  const rateLimiter = new RateLimiter(environment);
  const trustedProxies = new TrustedProxies(settings.proxies, scheme);
  const counted = metrics.areRead ? new RequestMetrics(metrics) : null;
  const receipts = new Receipts({
    ...{ name: settings.name, instance, capacity: limits.receipts, clock },
    follower: membership.follower,
  });
  const recent = new RecentCounts(clock, pipeline.lookups);
  const observer = createObserver({ metrics: counted, receipts, recent, accessLog, clock, log });
  const handler = new RequestHandler({
    pipeline,
    permissions,
    upstreams,
    observer,
    rateLimiter,
    findApplication,
    tokenHandler,
    issuerUrl: settings.issuerUrl,
    servedHost: createServedHosts(settings),
    trustedProxies,
    limits,
    clock,
    log,
  });
  return {
    handler,
    pipeline,
    rateLimiter,
    permissions,
    upstreams,
    healthChecks,
    observer,
    receipts,
    recent,
    trustedProxies,
  };
}

export type DataPath = ReturnType<typeof createDataPath>;
