import { Metrics } from '@sallyport/base/metrics/metrics.ts';
import { lifetimesSchema } from '@sallyport/issuer/lifetimes-schema.ts';
import { defaultLifetimes } from '@sallyport/issuer/settings.ts';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../../../../testing/database.ts';
import { freePort } from '../../../../testing/ports.ts';
import {
  type LoadedConfiguration,
  readConfiguration,
  withoutConfiguration,
} from '../config/load.ts';
import { startIssuer } from './issuer.ts';

/** Starts issuers on one database, one after the other. */
async function newStarter() {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const issuer = {
    url: `http://127.0.0.1:${await freePort()}`,
    trusted_proxies: [],
    default_language: 'en',
    limits: {},
    lifetimes: lifetimesSchema.parse({ session: 900, session_idle: 600, access_token: 120 }),
    internal: { listen: `127.0.0.1:${await freePort()}` },
  };
  const env = { SALLYPORT_SECRET: 's'.repeat(43) };
  const log = pino({ level: 'silent' });
  return (given: LoadedConfiguration) => {
    const loaded = { ...given, configuration: { ...given.configuration, issuer } };
    return startIssuer(
      { loaded, role: 'issuer', dataDir: '/nowhere', env, log, metrics: new Metrics() },
      { url: database.url, movedTo: null },
    );
  };
}

test('the issuer lets things live as long as the file says', async () => {
  const { issuer } = await (await newStarter())(withoutConfiguration());
  onTestFinished(() => issuer.close());
  const set = { sessionAbsolute: 900, sessionIdle: 600, accessToken: 120 };
  expect(issuer.context.settings.lifetimes).toEqual({ ...defaultLifetimes, ...set });
});

test('a start without a file leaves alone what a file declared before', async () => {
  const start = await newStarter();
  const file = { file: '/nowhere/sallyport.yaml', env: {} };
  const declared = await start(readConfiguration('roles: [{ name: support }]', file));
  expect(declared.applied.summary.added).toContain('role:support');
  await declared.issuer.close();

  const { issuer, applied } = await start(withoutConfiguration());
  onTestFinished(() => issuer.close());
  expect(applied.changed).toBe(false);
  expect(await issuer.context.sql`select name from roles where name = 'support'`).toHaveLength(1);
});
