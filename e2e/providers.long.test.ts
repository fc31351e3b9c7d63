/**
 * Each of the eleven providers by its own button, in a real browser, at its simulator; and the page with all of
 * the buttons, narrow and wide, light and dark, in English and German. SCREENSHOTS=1 keeps the pictures.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client } from '../packages/issuer/src/federation/simulators/signing-keys.fixture.ts';
import {
  settingsAt,
  simulations,
} from '../packages/issuer/src/federation/simulators/simulations.fixture.ts';
import {
  type Simulator,
  startSimulator,
} from '../packages/issuer/src/federation/simulators/simulator.fixture.ts';
import { authorizeUrl, verifier } from '../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../testing/issuer.ts';
import { shop } from '../testing/shop.ts';
import { findBarriers, overflow, takeScreenshot, ways } from './support/accessibility.ts';
import { launchBrowser } from './support/browser.ts';
import { closedAfterwards } from './support/started.ts';
import { newVisitor } from './support/visit.ts';

const buttons = {
  google: 'Continue with Google',
  microsoft: 'Sign in with Microsoft',
  apple: 'Continue with Apple',
  github: 'Continue with GitHub',
  facebook: 'Continue with Facebook',
  gitlab: 'Continue with GitLab',
  linkedin: 'Sign in with LinkedIn',
  slack: 'Sign in with Slack',
  discord: 'Continue with Discord',
  x: 'Continue with X',
  amazon: 'Continue with Amazon',
} as const;

type Type = keyof typeof buttons;
const types = Object.keys(buttons) as Type[];

let issuer: TestIssuer;
let browser: Browser;
let redirectUri: string;
const application = createServer((_, response) => response.end('signed in'));
const start = closedAfterwards();
const simulators: Simulator[] = [];
afterAll(() => {
  for (const simulator of simulators) simulator.close();
  application.close().closeAllConnections();
});

beforeAll(async () => {
  await once(application.listen(0, '127.0.0.1'), 'listening');
  redirectUri = `http://localhost:${(application.address() as AddressInfo).port}/callback`;
  const providers = await Promise.all(
    types.map(async (type) => {
      const simulation = simulations[type];
      const simulator = await startSimulator(simulation.routes);
      simulators.push(simulator);
      const { world } = simulator;
      // The browsers of these tests resolve this name, and no address.
      world.url = world.url.replace('127.0.0.1', 'localhost');
      const { scopes = [], secret = client.secret } = simulation;
      return {
        ...{ id: type, type, client_id: client.id, ...settingsAt(world.url, simulation) },
        ...(type === 'apple' ? { private_key: secret } : { client_secret: secret }),
        registration: 'open',
        scopes: type === 'x' ? ['users.email'] : scopes,
      };
    }),
  );
  const clients = shop.clients.map((each) =>
    each.id === 'shop-web' ? { ...each, redirect_uris: [redirectUri] } : each,
  );
  [issuer, browser] = await start(
    startTestIssuer({ ...shop, clients, providers }),
    launchBrowser(),
  );
});

const url = () =>
  authorizeUrl({
    ...{ issuer: issuer.url, clientId: 'shop-web', redirectUri },
    codeVerifier: verifier(),
  });

test.each(types)('%s: by its button, and to the application', async (type) => {
  const page = await newVisitor(browser);
  await page.goto(url());
  await page.getByRole('button', { name: buttons[type] }).click();
  await page.waitForURL((at) => at.href.startsWith(redirectUri));
  const { searchParams } = new URL(page.url());
  expect(Object.fromEntries(searchParams)).toMatchObject({
    code: expect.stringMatching(/^sp_ac_/),
    state: 'the-state',
  });
  const { sql } = issuer.context;
  const people = await sql<{ subject: string; name: string }[]>`
    select subject, name from identities join users on users.id = user_id`;
  const { subject, name } = simulations[type].expected as { subject: string; name?: string };
  expect(people).toEqual([{ subject, name: name ?? expect.any(String) }]);
  // All of them say that they have the same person.
  await sql`delete from users where id in (select user_id from identities)`;
  await page.context().close();
});

test.each(['en', 'de'])('the page with all of them, in %s', async (language) => {
  const problems: unknown[] = [];
  for (const [colorScheme, width] of ways) {
    const viewport = { width, height: 760 };
    const page = await newVisitor(browser, { colorScheme, viewport, locale: language });
    await page.goto(url());
    await page.getByRole('button', { name: 'Amazon' }).waitFor();
    await takeScreenshot(page, `providers ${language} ${colorScheme} ${width}`);
    for (const barrier of await findBarriers(page)) problems.push([colorScheme, width, barrier]);
    if ((await overflow(page)) > 0) problems.push([colorScheme, width, 'is too wide']);
    await page.context().close();
  }
  expect(problems).toEqual([]);
});
