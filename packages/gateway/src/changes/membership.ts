import type {
  CacheTag,
  ReceiptQuestion,
  RoutesResponse,
  SwapResponse,
} from '@sallyport/protocol/internal.ts';
import { createApplicationFinder } from '../applications/find.ts';
import { measureSwaps } from '../metrics/measure-swaps.ts';
import { Routing } from '../routes/routing.ts';
import type { Environment } from '../runtime/environment.ts';
import { instant } from '../settings.ts';
import { TokenCache } from '../swap/cache.ts';
import { CacheSweeper } from '../swap/cache-sweeper.ts';
import { SwapBatcher } from '../swap/swap-batcher.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { ContactLog } from './contact-log.ts';
import { Follower } from './follower.ts';
import { IssuerClient } from './issuer-client.ts';
import { Member } from './member.ts';

/** What a permission that has ended does to whatever goes on by it. The calls are synchronous. */
interface Standing {
  /** After an eviction. */
  endEvicted(tags: ReadonlySet<CacheTag>): void;
  endAll(): void;
  routesChanged(): void;
}

/** This gateway as a member of an issuer, and what it knows from it: routes and swapped tokens. */
export function createMembership({
  settings,
  limits,
  clock,
  log,
  metrics,
  chance,
  instance,
}: Environment) {
  const {
    issuerEndpoints: endpoints,
    client: credentials,
    name,
    builtInRoutes = [],
    goesFirst,
  } = settings;
  const issuer = new IssuerClient({ endpoints, credentials, limits, log, chance });
  const contact = new ContactLog(log, clock);
  const follower = new Follower();
  const cache = new TokenCache(limits.cachedTokens);
  const findFirst = createApplicationFinder(goesFirst ? [goesFirst] : []);
  const routing = new Routing({
    goesFirst: (host, path) => findFirst(host, path) !== null,
    async read() {
      const told = await issuer.callAny<RoutesResponse>('/internal/routes', {});
      return { ...told, routes: [...builtInRoutes, ...told.routes] };
    },
  });
  const batcher = new SwapBatcher({
    clock,
    maxWaiting: limits.waitingTokens,
    send: measureSwaps(
      (request) => issuer.callAny<SwapResponse>('/internal/swap', request),
      metrics,
      clock,
    ),
  });
  const acknowledgements = new Acknowledgements(clock, () => member?.acknowledge());
  const knowledge = {
    issuer,
    contact,
    follower,
    acknowledgements,
    cache,
    routing,
    batcher,
    clock,
    log,
  };
  let member: Member | null = null;
  const sweeper = new CacheSweeper(cache, clock);
  return {
    ...knowledge,

    mayUseCache: () => follower.mayUseCache(instant(clock)),

    /**
     * Joins, and resolves with the first lease. A change acts first on the cache, then on what goes
     * on by what was in it.
     */
    async start(
      standing: Standing,
      asked: (questions: readonly ReceiptQuestion[]) => void,
    ): Promise<void> {
      const invalidation = {
        evict(tags: ReadonlySet<CacheTag>) {
          cache.evict(tags);
          standing.endEvicted(tags);
        },
        evictEverything() {
          cache.evictEverything();
          standing.endAll();
        },
        leaseLapsed: () => standing.endAll(),
        routesChanged: () => standing.routesChanged(),
      };
      member = new Member({ ...knowledge, invalidation, chance, name, instance, asked });
      sweeper.start();
      await member.start();
    },

    /** Leaves, so that no change waits for this gateway. */
    async stop(): Promise<void> {
      sweeper.stop();
      await member?.stop();
    },
  };
}

export type Membership = ReturnType<typeof createMembership>;
