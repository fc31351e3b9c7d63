import type { OAuthError } from '@sallyport/protocol/errors.ts';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { respondHtml } from '../http/html.ts';
import { serveAsset } from './assets.endpoint.ts';
import { assets, assetUrl } from './assets.ts';
import { errorPage } from './error.page.ts';
import { messagePage } from './message.page.ts';

const app = new Hono();
app.get('/assets/:name', serveAsset());
app.get('/error', (request) =>
  respondHtml(
    request,
    errorPage({ code: 'invalid_request', message: '<b>no</b>', requestId: 'id-1' }),
    { status: 400 },
  ),
);
app.get('/message', (request) =>
  respondHtml(
    request,
    messagePage({ heading: 'H & H', text: 'T', action: { href: '/back?a="', label: 'Back' } }),
  ),
);
app.onError((error) => new Response(null, { status: (error as OAuthError).status }));

test('an asset is kept for ever under the digest that its pages name', async () => {
  const style = await app.request(assetUrl('style.css'));
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(style.headers.get('cache-control')).toContain('immutable');
  expect(await style.text()).toBe(assets.get('style.css')!.body);
  const logo = await app.request(assetUrl('logo.svg'));
  expect(logo.headers.get('content-type')).toBe('image/svg+xml');
});

test('under the digest of another version an asset is not kept', async () => {
  const style = await app.request('/assets/style.css?v=older');
  expect(style.status).toBe(200);
  expect(style.headers.get('cache-control')).toBe('no-store');
});

test('there are no other assets', async () => {
  expect((await app.request('/assets/error.page.ts')).status).toBe(404);
  expect((await app.request('/assets/..%2Fserver.ts')).status).toBe(404);
});

test('pages need nothing that their policy forbids', async () => {
  for (const path of ['/error', '/message']) {
    const page = await app.request(path);
    const text = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
    expect(text).toContain(`href="${assetUrl('style.css')}"`);
  }
});

test('what pages are told is text and not markup', async () => {
  const error = await app.request('/error');
  expect(error.status).toBe(400);
  const text = await error.text();
  expect(text).toContain('&lt;b&gt;no&lt;/b&gt;');
  expect(text).toContain('id-1');
  const message = await (await app.request('/message')).text();
  expect(message).toContain('<title>H &amp; H</title>');
  expect(message).toContain('href="/back?a=&quot;"');
});
