import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { Metrics } from '../packages/base/src/metrics/metrics.ts';
import { createGateway, type Gateway } from '../packages/gateway/src/gateway.ts';
import { parseBasic } from '../packages/protocol/src/basic-credentials.ts';
import { gatewayClientId } from '../packages/protocol/src/internal.ts';
import type { TestIssuer } from './issuer.ts';

type Clock = Parameters<typeof createGateway>[1]['clock'];

/** Both ends live by one clock, which the tests move. */
export const clockOf = ({ clock }: TestIssuer): Clock => ({
  monotonic: () => clock.now().getTime(),
  wall: () => clock.now().getTime(),
});

/** A gateway with the routes of an issuer, on a port of its own. */
export async function startGatewayBehind(
  issuer: TestIssuer,
  clock: Clock,
): Promise<{ gateway: Gateway; port: number }> {
  const gateway = createGateway(
    {
      ...{ name: 'test', url: 'http://localhost:8080', applications: [] },
      listen: { host: '127.0.0.1', port: 0 },
      decide: { host: '127.0.0.1', port: 0 },
      ...{ issuerUrl: issuer.url, issuerEndpoints: [issuer.internalUrl] },
      client: { id: gatewayClientId, secret: parseBasic(issuer.gatewayAuthorization)!.secret },
      cookieKeys: [randomBytes(32)],
    },
    {
      log: pino({ level: 'silent' }),
      accessLog: { write() {}, all: false },
      metrics: new Metrics(),
      clock,
      random: randomBytes,
    },
  );
  const { port } = await gateway.start();
  return { gateway, port };
}
