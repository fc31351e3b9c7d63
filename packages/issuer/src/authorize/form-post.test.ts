import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { shop, webRedirect } from '../../../../testing/shop.ts';
import { signInToShop } from '../../../../testing/sign-in.ts';
import { createVisitor, type Visit } from '../../../../testing/visitor.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  const [web, ...others] = shop.clients;
  const redirect_uris = [webRedirect, 'https://shop.example/a?b=%22c&d'];
  issuer = await startTestIssuer({ ...shop, clients: [{ ...web, redirect_uris }, ...others] });
});
afterAll(() => issuer.close());

const urlFor = (extra: Record<string, string>, redirectUri = webRedirect) =>
  authorizeUrl({
    issuer: issuer.url,
    clientId: 'shop-web',
    redirectUri,
    codeVerifier: verifier(),
    extra: { response_mode: 'form_post', ...extra },
  });

function formOf({ text }: Visit) {
  const [, action = ''] = /<form class="form" method="post" action="([^"]*)" data-send>/.exec(
    text,
  )!;
  const fields = [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return { action, fields: Object.fromEntries(fields.map(([, name, value]) => [name, value])) };
}

test('a code comes as a form that leads to the redirect URI and nowhere else', async () => {
  const browser = createVisitor();
  await signInToShop(issuer.url, { browser });
  const page = await browser.get(urlFor({ state: '"><script>' }));
  expect(page.status).toBe(200);
  const { action, fields } = formOf(page);
  expect(action).toBe(webRedirect);
  expect(fields).toEqual({
    code: expect.stringMatching(/^sp_ac_/),
    state: '&quot;&gt;&lt;script&gt;',
    iss: issuer.url,
  });
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain(`form-action 'self' ${new URL(webRedirect).origin};`);
  expect(page.headers.get('cache-control')).toBe('no-store');
});

test('an error comes as a form too, also where the request was not read to its end', async () => {
  const browser = createVisitor();
  for (const [extra, error] of [
    [{ prompt: 'none' }, 'login_required'],
    [{ scope: 'foreign' }, 'invalid_scope'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
  ] as const) {
    const page = await browser.get(urlFor({ ...extra, state: 's' }));
    expect(formOf(page).fields).toMatchObject({ error, state: 's', iss: issuer.url });
  }
});

test('a mode that there is not is an error by query', async () => {
  const { next } = await createVisitor().get(urlFor({ response_mode: 'fragment' }));
  expect(new URL(next!).searchParams.get('error')).toBe('invalid_request');
});

test('a program behind a private scheme is sent no form', async () => {
  const url = authorizeUrl({
    issuer: issuer.url,
    clientId: 'shop-cli',
    redirectUri: 'com.example.shop:/callback',
    codeVerifier: verifier(),
    extra: { response_mode: 'form_post' },
  });
  const answer = await createVisitor().get(url);
  expect(answer.text).not.toContain('data-send');
});

test('what a redirect URI has of its own stays in it', async () => {
  const page = await createVisitor().get(
    urlFor({ prompt: 'none' }, 'https://shop.example/a?b=%22c&d'),
  );
  expect(formOf(page).action).toBe('https://shop.example/a?b=%22c&amp;d');
});

test('Cancel is told by the mode that the request has', async () => {
  const browser = createVisitor();
  const shown = (await browser.get(urlFor({}))).next!;
  const csrf = /name="csrf" value="([^"]*)"/.exec((await browser.get(shown)).text)![1]!;
  const { next } = await browser.post(`${shown.replace('/sign-in/', '/interaction/')}/cancel`, {
    csrf,
  });
  expect(formOf(await browser.get(next!)).fields).toMatchObject({ error: 'access_denied' });
});
