import { routesTo, startJudging } from '@sallyport/gateway/decide/verdicts.fixture.ts';
import type { World } from '@sallyport/gateway/testing/gateway.fixture.ts';
import { proxies } from './index.ts';
import { type RealProxy, startProxy } from './real-proxy.fixture.ts';
import { type Addresses, planFor } from './sites.ts';

export interface JudgedProxy {
  world: World;
  real: RealProxy;
  stop(): Promise<void>;
}

interface Options {
  /** Whether the proxy keeps decisions. */
  cache?: boolean;
  grpc?: boolean;
  /** What nginx's operator has in `http { }` besides. */
  http?: string;
}

/** A gateway with the routes of the verdicts, and a real proxy with our file that asks it. */
export async function startJudgedProxy(
  proxy: Parameters<typeof startProxy>[0],
  { cache = false, grpc = false, http }: Options,
): Promise<JudgedProxy> {
  const world = await startJudging({ decisionsAreKept: cache });
  const at = (port: number) => ({ host: '127.0.0.1', port });
  const addresses: Addresses = {
    decide: at(world.decidePort),
    decideGrpc: grpc ? at(world.decideGrpcPort) : null,
    gateway: at(world.port),
    publicHost: 'shop.example',
    cache,
  };
  const application = { host: 'shop.example', path: '/', client: 'a', client_secret: 'b' };
  const applications = [{ ...application, scopes: [] }];
  const plan = planFor({ routes: routesTo(world.upstreamUrl), applications }, addresses);
  const real = await startProxy(proxy, proxies[proxy](plan), { ...(http && { http }) });
  return {
    world,
    real,
    async stop() {
      await real.stop();
      await world.close();
    },
  };
}
