import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeUrl, verifier } from '../../../../testing/code-flow.ts';
import { startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { nativeRedirect, shop, webRedirect } from '../../../../testing/shop.ts';
import { createVisitor } from '../../../../testing/visitor.ts';
import { applyConfiguration } from '../configuration/apply.service.ts';
import { checkReferences } from '../configuration/references.ts';
import { declarationSchema } from '../configuration/schema.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { createOrganization } from '../directory/organizations/manage-organizations.service.ts';
import { brandingSection } from './branding-declaration.ts';
import { surfaces } from './colours.ts';
import {
  getOrganizationBranding,
  removeOrganizationBranding,
  setOrganizationBranding,
} from './organization-branding.service.ts';

const dataUrl = (type: string, text: string | Buffer) =>
  `data:${type};base64,${Buffer.from(text).toString('base64')}`;

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const branding = {
  name: 'Walnut & "Lantern"',
  logo: dataUrl('image/svg+xml', svg),
  css: dataUrl('text/css', 'main{border-radius:0}'),
  colors: { accent: '#9A3412', background: '#faf5ef' },
  terms_url: 'https://shop.example/terms',
  support_url: 'mailto:help@shop.example',
};
const [web, cli, ...others] = shop.clients;
const partner = { name: 'For partners', colors: { accent: '#1d4ed8' } };
const declaration = {
  ...shop,
  branding,
  clients: [
    web,
    { ...cli!, scopes: [...cli!.scopes!, 'organization'], branding: partner },
    ...others,
  ],
};

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer(declaration);
});
afterAll(() => issuer.close());

async function signInPage(
  clientId: string,
  redirectUri: string,
  extra: Record<string, string> = {},
): Promise<string> {
  const browser = createVisitor();
  const asked = { issuer: issuer.url, clientId, redirectUri, codeVerifier: verifier() };
  const url = authorizeUrl({ ...asked, extra });
  return (await browser.get((await browser.get(url)).next!)).text;
}

const urlsOf = (page: string) =>
  [...page.matchAll(/"(\/branding\/[^"]*)"/g)].map(([, url]) => url!.replaceAll('&amp;', '&'));

test('pages have the name, the logo, the colours and the links of the operator', async () => {
  const page = await signInPage('shop-web', webRedirect);
  expect(page).toContain('alt="Walnut &amp; &quot;Lantern&quot;"');
  expect(page).toContain('<a href="https://shop.example/terms">Terms</a>');
  expect(page).toContain('<a href="mailto:help@shop.example">Help</a>');
  expect(page).not.toContain('Protected by Sallyport');
  const [colours, css, logo] = await Promise.all(
    urlsOf(page).map(async (url) => fetch(issuer.url + url)),
  );
  expect(await colours!.text()).toContain('--accent:#9a3412');
  expect(await css!.text()).toBe('main{border-radius:0}');
  expect(await logo!.text()).toBe(svg);
  expect(logo!.headers.get('content-type')).toBe('image/svg+xml');
  expect(logo!.headers.get('cache-control')).toContain('immutable');
  // Opened by itself, its script does not run.
  expect(logo!.headers.get('content-security-policy')).toMatch(/^default-src 'none';.*sandbox$/);
});

test('a client has its own name and colour, and the rest of the service', async () => {
  const page = await signInPage('shop-cli', nativeRedirect);
  expect(page).toContain('alt="For partners"');
  const [colours] = urlsOf(page);
  const text = await (await fetch(issuer.url + colours)).text();
  expect(text).toContain('--accent:#1d4ed8');
  expect(text).toContain('--ground:#faf5ef');
});

test('an organization that is named has its own logo and colour, and the rest of the client', async () => {
  const { context } = issuer;
  const root = { actor: 'client:test', permissions: adminPermissions };
  await createOrganization({ key: 'acme', name: 'Acme' }, root, context);
  const logo = dataUrl('image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const own = brandingSection.parse({ logo, colors: { accent: '#166534' } });
  await setOrganizationBranding('acme', own, root, context);
  const named = { organization: 'acme', scope: 'openid organization' };
  const page = await signInPage('shop-cli', nativeRedirect, named);
  expect(page).toContain('alt="For partners"');
  const seen = await Promise.all(urlsOf(page).map(async (url) => fetch(issuer.url + url)));
  const texts = await Promise.all(seen.map((answer) => answer.text()));
  expect(texts[0]).toContain('--accent:#166534');
  expect(texts[0]).toContain('--ground:#faf5ef');
  expect(texts.at(-1)).toBe('<svg xmlns="http://www.w3.org/2000/svg"/>');
  // The file says nothing of it, and takes nothing of it.
  await applyConfiguration(declarationSchema.parse(declaration), context);
  expect(await getOrganizationBranding('acme', context)).toMatchObject({ logo });
  const dark = brandingSection.parse({ colors: { accent: '#eeeeee' } });
  const refused = setOrganizationBranding('acme', dark, root, context);
  await expect(refused).rejects.toThrow('colors.accent');
  await removeOrganizationBranding('acme', root, context);
  issuer.clock.advance(6);
  expect(await signInPage('shop-cli', nativeRedirect, named)).not.toContain('in=acme');
});

test('another configuration is shown within seconds, and a file under an older address', async () => {
  const before = urlsOf(await signInPage('shop-web', webRedirect));
  const changed = { ...branding, name: 'New name', colors: { accent: '#166534' } };
  const next = declarationSchema.parse({ ...declaration, branding: changed });
  const { summary } = await applyConfiguration(next, issuer.context);
  expect(summary.changed).toEqual(['branding']);
  issuer.clock.advance(6);
  expect(await signInPage('shop-web', webRedirect)).toContain('alt="New name"');
  const older = await fetch(issuer.url + before[0]);
  expect(await older.text()).toContain('--accent:#166534');
  expect(older.headers.get('cache-control')).toBe('no-store');
  const { summary: again } = await applyConfiguration(next, issuer.context);
  expect(again.changed).toEqual([]);
});

test('while the database does not answer, pages look as they did', async () => {
  await signInPage('shop-web', webRedirect);
  await issuer.context.sql`alter table branding rename to away`;
  try {
    issuer.clock.advance(6);
    const page = await fetch(`${issuer.url}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('/branding/logo');
  } finally {
    await issuer.context.sql`alter table away rename to branding`;
  }
});

test('a name that a version before took with characters that hide others is shown without them', async () => {
  const { sql } = issuer.context;
  await sql`update branding set definition = jsonb_set(definition, '{name}', ${'"Sal\u202ely\u200b"'}::jsonb)
    where owner = ''`;
  issuer.clock.advance(6);
  expect(await signInPage('shop-web', webRedirect)).toContain('alt="Sally"');
});

test('there are no other files', async () => {
  for (const path of ['/branding/favicon', '/branding/__proto__']) {
    expect((await fetch(issuer.url + path)).status).toBe(404);
  }
});

const problems = (given: object): string[] =>
  checkReferences(declarationSchema.parse({ branding: given }), 'https://id.example').map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

test.each([
  [
    'a yellow',
    { colors: { accent: '#ffd700' } },
    /^branding\.colors\.accent: #ffd700 on #ffffff has a contrast of 1\.40, and text needs 4\.5 \(WCAG AA\)\. #\w{6} would do\.$/,
  ],
  [
    'a navy on dark',
    { colors: { accent_dark: '#000080' } },
    /accent_dark.* has a contrast of 1\.\d\d.* would do\.$/,
  ],
  [
    'a grey ground',
    { colors: { background: '#808080' } },
    /background: The small text .* has a contrast of 1\./,
  ],
  [
    'a file of another kind',
    { logo: dataUrl('image/gif', 'GIF89a') },
    /logo: Give a file of the type \.svg or \.png\.$/,
  ],
  [
    'a PNG that is none',
    { favicon: dataUrl('image/png', 'MZ') },
    /favicon: The file is no \.png file\.$/,
  ],
  [
    'a logo of 70 kB',
    { logo: dataUrl('image/svg+xml', `<svg>${' '.repeat(70_000)}`) },
    /logo: The file has 69 kB\. At most 64 kB/,
  ],
  ['a path that nothing has read', { css: 'own.css' }, /css: Give a file of the type \.css\.$/],
])('%s is refused', (_, given, message) => {
  expect(problems(given)).toEqual([expect.stringMatching(message)]);
});

test('what is suggested is taken', () => {
  const [, suggested] = /\. (#\w{6}) would do/.exec(
    problems({ colors: { accent: '#ffd700' } })[0]!,
  )!;
  expect(problems({ colors: { accent: suggested } })).toEqual([]);
});

test('the surfaces that colours are checked on are those of the style sheet', () => {
  const css = readFileSync(new URL('../pages/style.css', import.meta.url), 'utf8');
  const [light = '', dark = ''] = css.split('prefers-color-scheme: dark');
  const long = (short: string) => short.replace(/^#(\w)(\w)(\w)$/, '#$1$1$2$2$3$3');
  for (const [scheme, text] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    for (const [name, value] of Object.entries(surfaces[scheme])) {
      expect([name, long(new RegExp(`--${name}: (#\\w+);`).exec(text)![1]!)]).toEqual([
        name,
        value,
      ]);
    }
  }
});
