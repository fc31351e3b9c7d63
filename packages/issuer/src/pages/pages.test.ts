import { OAuthError } from '@sallyport/protocol/errors.ts';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { knowScheme } from '../http/cookies.ts';
import { respondHtml } from '../http/html.ts';
import { serveAsset } from './assets.endpoint.ts';
import { assets, assetUrl } from './assets.ts';
import { ownBranding } from './branding.ts';
import { showError } from './error.endpoint.ts';
import { chooseLanguageByForm } from './language.endpoint.ts';
import { ownLanguages } from './languages.ts';
import { layout } from './layout.page.ts';
import { viewOf } from './view.endpoint.ts';

const context = { appearance: async () => ({ branding: ownBranding, languages: ownLanguages }) };

const app = siteAt('https://id.example');

/** Pages of an issuer that browsers reach at this address. */
function siteAt(issuer: string): Hono {
  const site = new Hono();
  site.use(knowScheme(issuer));
  site.get('/assets/:name', serveAsset());
  site.get('/page', async (request) => {
    const view = await viewOf(request, context, { uiLocales: request.req.queries('locale') ?? [] });
    return respondHtml(request, layout(view, { title: 'H & H', lead: '<b>no</b>' }));
  });
  site.get('/script', async (request) => {
    const view = await viewOf(request, context);
    return respondHtml(request, layout(view, { title: 'S', scripts: ['password.js'] }));
  });
  site.get('/error', async (request) => {
    const error = new OAuthError('invalid_request', 'state is <b>');
    return respondHtml(request, await showError(context)(request, error, 'id-1'));
  });
  site.post('/language', chooseLanguageByForm(context));
  site.onError((error) => new Response(error.message, { status: (error as OAuthError).status }));
  return site;
}

async function languageOf(path: string, headers: Record<string, string>): Promise<string> {
  const text = await (await app.request(path, { headers })).text();
  return /<html lang="([^"]*)"/.exec(text)![1]!;
}

test('an asset is kept for ever under the digest that its pages name', async () => {
  const style = await app.request(assetUrl('style.css'));
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(style.headers.get('cache-control')).toContain('immutable');
  expect(await style.text()).toBe(assets.get('style.css')!.body);
  const logo = await app.request(assetUrl('logo.svg'));
  expect(logo.headers.get('content-type')).toBe('image/svg+xml');
  const script = await app.request(assetUrl('password.js'));
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
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

test('a page runs scripts only where it has some', async () => {
  const plain = await app.request('/page');
  expect(plain.headers.get('content-security-policy')).not.toContain('script-src');
  const script = await app.request('/script');
  expect(script.headers.get('content-security-policy')).toContain("; script-src 'self';");
  expect(await script.text()).toContain(`src="${assetUrl('password.js')}"`);
});

test('what pages are told is text and not markup', async () => {
  const text = await (await app.request('/page?locale=en')).text();
  expect(text).toContain('<title>H &amp; H</title>');
  expect(text).toContain('&lt;b&gt;no&lt;/b&gt;');
});

test('an error has its number, and its description only on the machine of a developer', async () => {
  const text = await (await app.request('/error')).text();
  expect(text).toContain('id-1');
  expect(text).not.toContain('state is');
  const local = await siteAt('http://localhost:9000').request('/error');
  expect(await local.text()).toContain('state is &lt;b&gt;');
});

test('a page is in the language that was chosen, asked for by the client, or preferred', async () => {
  const chosen = { cookie: '__Host-sp_language=es' };
  const preferred = { 'accept-language': 'de-CH, en;q=0.5' };
  expect(await languageOf('/page', {})).toBe('en');
  expect(await languageOf('/page', preferred)).toBe('de');
  expect(await languageOf('/page?locale=xx&locale=fr-CA', preferred)).toBe('fr');
  expect(await languageOf('/page?locale=fr', { ...preferred, ...chosen })).toBe('es');
});

const choose = (language: string, here: string) =>
  app.request('/language', { method: 'POST', body: new URLSearchParams({ language, here }) });

test('the switch keeps the language and leads back', async () => {
  const page = await app.request('/page?x=1&y="');
  expect(await page.text()).toContain('name="here" value="/page?x=1&amp;y=%22"');
  const answer = await choose('DE', '/page?x=1');
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/page?x=1');
  expect(answer.headers.get('set-cookie')).toMatch(
    /^__Host-sp_language=de; Max-Age=31536000; Path=\//,
  );
});

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/.//evil.example/',
  '/\t/evil.example',
  'javascript:alert(1)',
  '',
])('the switch leads nowhere else: %j', async (here) => {
  const location = (await choose('de', here)).headers.get('location') ?? '';
  expect(new URL(location || '/', 'http://localhost/').host).toBe('localhost');
});

test('there is no other language', async () => {
  expect((await choose('xx', '/')).status).toBe(400);
});
