import { randomBytes } from 'node:crypto';
import pino, { type Logger } from 'pino';
import { Metrics } from '../packages/base/src/metrics/metrics.ts';
import { applyConfiguration } from '../packages/issuer/src/configuration/apply.service.ts';
import { declarationSchema } from '../packages/issuer/src/configuration/schema.ts';
import type { Context } from '../packages/issuer/src/context.ts';
import { createIssuer } from '../packages/issuer/src/issuer.ts';
import { withoutEmail } from '../packages/issuer/src/mail/mail-settings.ts';
import { systemRandom } from '../packages/issuer/src/runtime/random.ts';
import { defaultLifetimes, type IssuerSettings } from '../packages/issuer/src/settings.ts';
import { formatBasic } from '../packages/protocol/src/basic-credentials.ts';
import { gatewayClientId } from '../packages/protocol/src/internal.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { createStartedDatabase, createTestDatabase } from './database.ts';
import { passwordCost } from './password-cost.ts';
import { freePort } from './ports.ts';

export interface TestIssuer {
  url: string;
  /** Where gateways ask it. */
  internalUrl: string;
  context: Context;
  clock: TestClock;
  /** `Authorization` of the gateways. */
  gatewayAuthorization: string;
  metrics: Metrics;
  /** Every line that was logged, for looking whether a secret got there. */
  logged: string[];
  close(): Promise<void>;
}

/** A whole issuer over real HTTP on a database of its own, with the given configuration applied. */
export async function startTestIssuer(
  declaration: unknown,
  overrides: Partial<IssuerSettings> = {},
): Promise<TestIssuer> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const clock = createTestClock();
  const logged: string[] = [];
  const metrics = new Metrics();
  const database = overrides.secret
    ? { ...(await createTestDatabase()), secret: overrides.secret }
    : await createStartedDatabase();
  const settings: IssuerSettings = {
    url,
    databaseUrl: database.url,
    secret: database.secret,
    gatewaySecret: randomBytes(32).toString('base64url'),
    lifetimes: defaultLifetimes,
    leaseMs: 1_000,
    passwordCost,
    mail: withoutEmail(url, true),
    ...overrides,
  };
  const log: Logger = pino({ level: 'debug' }, { write: (line) => logged.push(line) });
  const startClock = async () => ({ clock, stop() {} });
  const issuer = await createIssuer(settings, {
    ...{ startClock, random: systemRandom, log, accessLog: log },
    metrics,
  });
  await applyConfiguration(declarationSchema.parse(declaration), issuer.context);
  await issuer.listen({ surface: 'public', host: 'localhost', port });
  const internal = { surface: 'internal', host: '127.0.0.1', port: 0 } as const;
  const internalUrl = `http://127.0.0.1:${await issuer.listen(internal)}`;
  return {
    url,
    internalUrl,
    context: issuer.context,
    clock,
    gatewayAuthorization: basic(gatewayClientId, settings.gatewaySecret),
    metrics,
    logged,
    async close() {
      await issuer.close();
      await database.drop();
    },
  };
}

export const basic = (id: string, secret: string): string => formatBasic({ id, secret });
