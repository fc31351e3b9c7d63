import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { respondHtml } from '../http/html.ts';
import { serveAsset } from './assets.endpoint.ts';
import { allExamples, type Example, viewIn } from './examples.fixture.ts';

export interface Gallery {
  /** Each page once, whatever leads to it. */
  examples: readonly Example[];
  urlOf(example: Example, language: string): string;
  close(): Promise<void>;
}

/** Serves every example of every page, with the headers that the page has. */
export async function startGallery(): Promise<Gallery> {
  const examples = await distinctExamples();
  const app = new Hono();
  app.get('/assets/:name', serveAsset());
  app.get('/:language/:number', (request) => {
    const { page } = examples[Number(request.req.param('number'))]!;
    return respondHtml(request, page(viewIn(request.req.param('language'))));
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    examples,
    urlOf: (example, language) =>
      `http://localhost:${port}/${language}/${examples.indexOf(example)}`,
    close: async () => {
      server.close();
    },
  };
}

async function distinctExamples(): Promise<Example[]> {
  const seen = new Map<string, Example>();
  for (const example of await allExamples()) {
    const text = String(await example.page(viewIn('en')).document);
    if (!seen.has(text)) seen.set(text, example);
  }
  return [...seen.values()];
}
