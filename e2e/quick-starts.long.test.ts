/** The quick starts of the documentation, followed word by word with nothing but our tarballs. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startAcme } from '../examples/shop/acme/provider.ts';
import { serviceKinds } from '../packages/sallyport/src/init/answers.ts';
import { freePort } from '../testing/ports.ts';
import { requires } from '../testing/requires.ts';
import { moveConfiguration } from './support/guide-places.ts';
import { openShell } from './support/guide-shell.ts';
import { signInAsAdmin, useQuickStarts } from './support/quick-starts.ts';

const { open, newFolder, newPlaces, newVisitor } = useQuickStarts();

test('a page and a service', async () => {
  const guide = await open('docs/pages/start/page-and-service.md', { empty: true });
  await guide.follow('1. Install');
  await guide.follow('2. Write the service');
  await guide.follow('3. Write the page');
  const [signedOut, signedIn] = await guide.follow('4. Run it');
  const page = await newVisitor();
  await page.goto(guide.here('http://localhost:8080/'));
  await page.getByText(signedOut!, { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signInAsAdmin(page, guide.configuration);
  await page.getByText(signedIn!, { exact: true }).waitFor();
  const [refused] = await guide.follow('5. Take a role away');
  await page.reload();
  await page.getByText(refused!, { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText(signedOut!, { exact: true }).waitFor();
  expect(guide.left()).toEqual([]);
});

// Nothing that one of them has installed is there for one that is followed before it.
const frameworks = ['Everything with Request and Response', 'Express', 'Fastify', 'Hono', 'NestJS'];

test('a service that you have, with each framework', async () => {
  const guide = await open('docs/pages/start/existing-service.md');
  await guide.follow('1. Install');
  await guide.follow('2. Start Sallyport');
  const page = await newVisitor();
  for (const [index, framework] of frameworks.entries()) {
    await guide.follow(framework);
    const [shown] = await guide.follow('4. Try it');
    await page.goto(guide.here('http://localhost:8080/auth/login?return_to=/api/me'));
    if (index === 0) await signInAsAdmin(page, guide.configuration);
    await page.getByText(shown!, { exact: true }).waitFor();
    if (framework !== 'Everything with Request and Response') {
      const remove = { method: 'DELETE' };
      const status = (init: RequestInit) => fetch('/api/items/1', init).then((each) => each.status);
      expect(await page.evaluate(status, remove), framework).toBe(204);
      const around = guide.here('http://127.0.0.1:3000/api/items/1');
      expect((await fetch(around, remove)).status, framework).toBe(401);
    }
    await guide.stopLast();
  }
  expect(guide.left()).toEqual([]);
});

// The page installs them by itself, where PyPI can be had.
const python = ['pyjwt', 'cryptography', 'fastapi', 'uvicorn'];

requires({ python })('in another language', () => {
  test('a service in Python', async () => {
    const guide = await open('docs/pages/start/service-in-python.md');
    await guide.follow('1. Install');
    await guide.follow('2. Write the service');
    const [shown] = await guide.follow('3. Run it');
    const page = await newVisitor();
    await page.goto(guide.here('http://localhost:8080/auth/login?return_to=/api/me'));
    await signInAsAdmin(page, guide.configuration);
    await page.getByText(shown!, { exact: true }).waitFor();
    expect(guide.left()).toEqual([]);
  });
});

test('links that work once', async () => {
  const guide = await open('docs/pages/start/action-links.md');
  await guide.follow('1. Install');
  await guide.follow('2. Let your API server make links');
  await guide.follow('3. Make a link');
  await guide.follow('4. Write the landing page');
  await guide.follow('5. Write the service');
  const [item, used] = await guide.follow('6. Run it');
  for (const shown of [item!, used!]) {
    const page = await newVisitor();
    await page.goto(guide.printed().trim());
    expect(page.url()).toBe(guide.here('http://localhost:8080/item.html'));
    await page.getByRole('button', { name: 'Show it' }).click();
    await page.getByText(shown, { exact: true }).waitFor();
  }
  expect(guide.left()).toEqual([]);
});

test('sign in with Google', async () => {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  // In the place of Google: oidc-provider, with Carol and Dave.
  const instead = {
    'type: google': `type: oidc\n    name: Google\n    issuer: ${url}`,
    '1234567890.apps.googleusercontent.com': 'sallyport',
    'the-secret-that-google-shows': 'dev-secret-of-sallyport-at-acme-000001',
    'you@gmail.com': 'carol@acme.example',
    'gmail.com': 'acme.example',
  };
  const guide = await open('docs/pages/start/sign-in-with-google.md', { instead });
  await guide.follow('1. Install');
  const [redirectUri] = await guide.follow('2. Register at Google');
  const provider = await startAcme({ port, url, redirectUri: redirectUri! });
  onTestFinished(provider.close);
  await guide.follow('3. Declare Google and your people');
  await guide.follow('4. Write the service');
  const [mine, other] = await guide.follow('5. Run it');
  const signIn = async (name: string, shown: string) => {
    const page = await newVisitor();
    await page.goto(guide.here('http://localhost:8080/'));
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Continue with Google' }).click();
    await page.getByRole('button', { name }).click();
    await page.getByText(shown).waitFor();
    return page;
  };
  const page = await signIn('Carol', mine!);
  await signIn('Dave', other!);
  const [changed] = await guide.follow('6. Change what people may do');
  await page.reload();
  await page.getByText(changed!, { exact: true }).waitFor();
  expect(guide.left()).toEqual([]);
});

test('the Vite dev server', async () => {
  const guide = await open('docs/pages/start/vite.md');
  await guide.follow('1. Install');
  await guide.follow('2. Lead the pages to Vite');
  await guide.follow('3. Write the page and the service');
  const [hello, welcome] = await guide.follow('4. Run it');
  const page = await newVisitor();
  await page.goto(guide.here('http://localhost:8080/'));
  // Vite's script has led the page to the sign-in.
  await page.getByLabel('Password', { exact: true }).waitFor();
  const opened = page.waitForEvent('websocket');
  const connected = page.waitForEvent('console', (line) => line.text() === '[vite] connected.');
  await signInAsAdmin(page, guide.configuration);
  await page.getByText(hello!, { exact: true }).waitFor();
  const [socket] = await Promise.all([opened, connected]);
  expect(new URL(socket.url()).origin).toBe(guide.here('ws://localhost:8080'));
  const loadedAt = await page.evaluate(() => performance.timeOrigin);
  await guide.edit('main.js', (text) => text.replace('Hello', 'Welcome'));
  await page.getByText(welcome!, { exact: true }).waitFor();
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(loadedAt);
  expect(socket.isClosed()).toBe(false);
  expect(guide.left()).toEqual([]);
});

test('a single-page application', async () => {
  const guide = await open('docs/pages/do/single-page-application.md');
  await guide.follow('1. Install');
  await guide.follow('2. Serve the files');
  await guide.follow('3. Write the page');
  const [shown] = await guide.follow('4. Run it');
  const page = await newVisitor();
  await page.goto(guide.here('http://localhost:8080/orders/42'));
  await signInAsAdmin(page, guide.configuration);
  await page.getByText(shown!, { exact: true }).waitFor();
  expect(await page.evaluate('document.cookie')).toBe('');
  const refused = page.waitForEvent('console', (line) =>
    line.text().includes('Content Security Policy'),
  );
  await page.evaluate(`
    const script = document.createElement('script');
    script.textContent = 'document.title = "injected"';
    document.body.append(script);
  `);
  await refused;
  expect(await page.title()).toBe('My application');
  await guide.follow('Deep links');
  expect(guide.left()).toEqual(['What the page may load', 'In a file that you have']);
});

requires({ debian: ['jq'] })('with jq', () => {
  test('use the admin API', async () => {
    const guide = await open('docs/pages/do/use-the-admin-api.md');
    await guide.follow('1. A client for it');
    await guide.follow('2. Get a token');
    await guide.follow('3. Add a person');
    await guide.follow('4. Give a role, and take it away');
    await guide.follow('5. See who did what');
    await guide.follow('Lists');
    await guide.follow('Repeat a call');
    await guide.follow('Two administrators at once');
    expect(guide.left()).toEqual(['', 'Errors', 'Take something away']);
  });
});

test('what init prints for each kind of service works as it stands', async () => {
  const directory = await newFolder();
  const places = await newPlaces();
  const shell = openShell(directory, places);
  onTestFinished(() => shell.close());
  const configuration = join(directory, 'sallyport.yaml');
  const page = await newVisitor();
  for (const [index, kind] of serviceKinds.filter((each) => each !== 'other').entries()) {
    const isFirst = index === 0;
    // Sallyport runs with the first one's file: the others have the same, but for the secrets.
    const output = isFirst ? '' : ` --output ${kind}.yaml`;
    const printed = await shell.run(`npx sallyport init --service ${kind}${output}`);
    const [, file, code, install, run, url] =
      /Save it as (\S+):\n\n(.*)\n\n {3}and in.*:\n\n {3}(npm.*?)\n {3}(.*?)\n.*Open (\S+)/s.exec(
        printed,
      )!;
    await writeFile(join(directory, file!), places.here(code!));
    await shell.run(install!);
    if (isFirst) {
      await moveConfiguration(configuration, places);
      await shell.run('npx sallyport start', '8080');
    }
    await shell.run(run!, '3000');
    await page.goto(places.here(url!));
    if (isFirst) await signInAsAdmin(page, configuration);
    await page.getByText('{"name":"Admin","may":["items:read","items:write"]}').waitFor();
    await shell.stopLast();
  }
});
