import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import pino from 'pino';
import { createStartedDatabase } from '../../../../testing/database.ts';
import type { Visit, Visitor } from '../../../../testing/visitor.ts';
import { createAppearance, createReadBranding } from '../branding/appearance.service.ts';
import { startChanges } from '../changes/changes.service.ts';
import { createClientReader } from '../clients/client-reader.service.ts';
import type { Context } from '../context.ts';
import { connect } from '../database/connection.ts';
import { watchOutage } from '../database/outage.ts';
import { createConfirmPrimary } from '../database/primary.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { startInteraction } from '../interactions/interactions.service.ts';
import { deriveServerSecrets } from '../keys/server-secrets.ts';
import { createRates } from '../listen/rate-limiter.ts';
import { createMail } from '../mail/mail.service.ts';
import { withoutEmail } from '../mail/mail-settings.ts';
import { showError } from '../pages/error.endpoint.ts';
import { ownLanguages } from '../pages/languages.ts';
import { startReceiptRelay } from '../receipts/relay.service.ts';
import { secondsAfter, systemClock } from '../runtime/clock.ts';
import { systemRandom } from '../runtime/random.ts';
import { ThinnedLog } from '../runtime/thinned-log.ts';
import { defaultLifetimes, type IssuerSettings } from '../settings.ts';
import { createSignInReader } from '../sign-in/sign-in-reader.service.ts';
import { createFactsReader } from '../swap/facts-reader.service.ts';
import { createCallers } from './callers.ts';
import { answerWithPage } from './error-response.ts';
import { visitorOf } from './visitor.ts';

export type SiteContext = Omit<Context, 'keys'>;

/** Pages served over HTTP, with a database and a clock of their own. */
export interface Site {
  context: SiteContext;
  url: string;
  /** Every line that was logged. */
  logged: string[];
  /** Moves the wall clock on. */
  pass(seconds: number): void;
  close(): Promise<void>;
}

/**
 * Serves what `mount` puts there, and at `/begin` a way into the sign-in steps: it starts an
 * interaction of the client `shop`, with what its parameters say, and answers with its id.
 */
export async function startSite(
  mount: (app: Hono, context: SiteContext) => void,
  settings: Partial<IssuerSettings> = {},
): Promise<Site> {
  const database = await createStartedDatabase();
  const sql = connect({ url: database.url });
  let ahead = 0;
  const clock = {
    now: () => secondsAfter(systemClock.now(), ahead),
    monotonic: () => systemClock.monotonic() + ahead * 1000,
  };
  await sql`
    insert into clients (id, name, type, auth_method, redirect_uris, grants, pkce, scopes, declared)
    values ('shop', 'Shop', 'web', 'client_secret_basic', '{https://shop.example/callback}',
      '{authorization_code}', 'optional', '{openid}', true)`;

  const app = new Hono();
  const server = createAdaptorServer({ fetch: app.fetch });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => logged.push(line) });
  const leaseMs = 5_000;
  const confirmPrimary = createConfirmPrimary(sql);
  const changes = await startChanges({ sql, confirmPrimary, clock, log, leaseMs });
  const random = systemRandom;
  const secrets = deriveServerSecrets(database.secret);
  const allSettings: IssuerSettings = {
    url,
    databaseUrl: database.url,
    secret: database.secret,
    gatewaySecret: '',
    lifetimes: defaultLifetimes,
    leaseMs,
    mail: withoutEmail(url, true),
    ...settings,
  };
  const branding = createReadBranding({ sql, clock });
  const context: SiteContext = {
    settings: allSettings,
    sql,
    clock,
    random,
    log,
    secrets,
    callers: createCallers(settings.trustedProxies),
    thinned: new ThinnedLog(log),
    outage: watchOutage({ sql, clock, log }),
    rates: createRates(clock),
    branding,
    appearance: createAppearance(branding, ownLanguages),
    confirmPrimary,
    facts: createFactsReader({ sql, clock }),
    signIns: createSignInReader({ sql, clock }),
    mail: createMail({
      settings: allSettings,
      clock,
      random,
      secrets,
      branding,
      thinned: new ThinnedLog(log),
    }),
    changes,
    receipts: await startReceiptRelay({ sql, secrets, random }),
    clients: createClientReader(sql),
  };
  app.onError(answerWithPage(context, showError(context)));
  app.get('/begin', async (request) => {
    const more: Partial<AuthorizationParameters> = JSON.parse(request.req.query('with') ?? '{}');
    return request.text(
      await startInteraction(visitorOf(request, context), { ...parameters, ...more }, context),
    );
  });
  mount(app, context);

  return {
    context,
    url,
    logged,
    pass: (seconds) => {
      ahead += seconds;
    },
    async close() {
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await changes.close();
      await context.receipts.close();
      await sql.end();
      await database.drop();
    },
  };
}

/**
 * What a browser does with an answer: where it leads to the dispatcher, goes there, too.
 *
 * @returns the answer
 */
export async function leadOn(visitor: Visitor, answer: Visit): Promise<Visit> {
  if (answer.next?.includes('/authorize/')) await visitor.get(answer.next);
  return answer;
}

const parameters: AuthorizationParameters = {
  clientId: 'shop',
  redirectUri: 'https://shop.example/callback',
  scope: ['openid'],
  apis: [],
  prompt: [],
};
