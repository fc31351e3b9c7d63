/**
 * Every page of the issuer in every state that its examples show, narrow and wide, light and dark, in
 * English and German: without barriers, and nothing sticks out. SCREENSHOTS=1 keeps the pictures in
 * e2e/screenshots, and sheets with all of them.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { respondHtml } from '../packages/issuer/src/http/html.ts';
import { serveAsset } from '../packages/issuer/src/pages/assets.endpoint.ts';
import {
  allExamples,
  type Example,
  viewIn,
} from '../packages/issuer/src/pages/examples.fixture.ts';
import { findBarriers, overflow, takeScreenshot, takeSheet } from './support/accessibility.ts';
import { launchBrowser } from './support/browser.ts';
import { newVisitor } from './support/visit.ts';

const examples = await distinctExamples();
let browser: Browser;
let url: string;
const server = createAdaptorServer({ fetch: gallery().fetch });

beforeAll(async () => {
  browser = await launchBrowser();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await browser.close();
});

function gallery(): Hono {
  const app = new Hono();
  app.get('/assets/:name', serveAsset());
  app.get('/:language/:number', (request) => {
    const { page } = examples[Number(request.req.param('number'))]!;
    return respondHtml(request, page(viewIn(request.req.param('language'))));
  });
  return app;
}

/** Many errors have one page. */
async function distinctExamples(): Promise<Example[]> {
  const seen = new Map<string, Example>();
  for (const example of await allExamples()) {
    const text = String(await example.page(viewIn('en')).document);
    if (!seen.has(text)) seen.set(text, example);
  }
  return [...seen.values()];
}

const ways = [
  ['light', 320],
  ['dark', 360],
  ['light', 1280],
  ['dark', 1280],
] as const;

test.for(ways.flatMap((way) => ['en', 'de'].map((language) => [...way, language] as const)))(
  'no barriers, %s at %i pixels, in %s',
  { timeout: 300_000 },
  async ([colorScheme, width, language]) => {
    const page = await newVisitor(browser, { colorScheme, viewport: { width, height: 760 } });
    const problems: unknown[] = [];
    const taken: string[] = [];
    for (const [number, { name }] of examples.entries()) {
      await page.goto(`${url}/${language}/${number}`);
      taken.push(await takeScreenshot(page, `${name} ${language} ${colorScheme} ${width}`));
      for (const barrier of await findBarriers(page)) problems.push([name, barrier]);
      const sticksOut = await overflow(page);
      if (sticksOut > 0) problems.push([name, `is ${sticksOut} pixels too wide`]);
    }
    for (let from = 0; from < taken.length; from += 15) {
      const name = `sheet ${language} ${colorScheme} ${width} from ${from}`;
      await takeSheet(page, name, taken.slice(from, from + 15));
    }
    expect(problems).toEqual([]);
  },
);
