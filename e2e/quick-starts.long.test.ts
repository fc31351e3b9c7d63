/** The quick starts of the documentation, followed word by word with nothing but our tarballs. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { serviceKinds } from '../packages/sallyport/src/init/answers.ts';
import { pack, type Tarballs } from '../testing/published/pack.ts';
import { launchBrowser } from './support/browser.ts';
import { type Guide, openGuide } from './support/guide.ts';
import { choosePlaces, moveConfiguration } from './support/guide-places.ts';
import { openShell } from './support/guide-shell.ts';
import { closedAfterwards } from './support/started.ts';
import { newVisitor, submitSignIn } from './support/visit.ts';

let tarballs: Tarballs;
let browser: Browser;
const start = closedAfterwards();

beforeAll(async () => {
  const packing = pack().then((packed) => ({
    ...packed,
    close: () => rm(packed.directory, { recursive: true }),
  }));
  const [packed, launched] = await start(packing, launchBrowser());
  ({ tarballs } = packed);
  browser = launched;
}, 300_000);

async function newFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-quick-start-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  // The embedded PostgreSQL, which does not run as root, has to get there.
  await chmod(directory, 0o711);
  return directory;
}

async function open(page: string): Promise<Guide> {
  const guide = await openGuide(page, await newFolder(), await choosePlaces(tarballs));
  onTestFinished(() => guide[Symbol.asyncDispose]());
  return guide;
}

async function signInAsAdmin(page: Page, configuration: string): Promise<void> {
  const password = /password: "([^"]+)"/.exec(configuration)![1]!;
  await submitSignIn(page, { email: 'admin@example.com', password });
}

test('a page and a service', async () => {
  const guide = await open('docs/pages/start/page-and-service.md');
  await guide.follow('1. Install');
  await guide.follow('2. Write the service');
  await guide.follow('3. Write the page');
  const [signedOut, signedIn] = await guide.follow('4. Run it');
  const page = await newVisitor(browser);
  await page.goto(guide.here('http://localhost:8080/'));
  await page.getByText(signedOut!, { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signInAsAdmin(page, await guide.read('sallyport.yaml'));
  await page.getByText(signedIn!, { exact: true }).waitFor();
  const [refused] = await guide.follow('5. Take a role away');
  await page.reload();
  await page.getByText(refused!, { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText(signedOut!, { exact: true }).waitFor();
  expect(guide.left()).toEqual([]);
});

test.each(serviceKinds.filter((kind) => kind !== 'other'))(
  'what init prints for %s works as it stands',
  async (kind) => {
    const directory = await newFolder();
    const places = await choosePlaces(tarballs);
    const shell = openShell(directory, places);
    onTestFinished(() => shell.close());
    await shell.run('npm install sallyport');
    const printed = await shell.run(`npx sallyport init --service ${kind}`);
    const [, file, code, install, run, url] =
      /Save it as (\S+):\n\n(.*)\n {3}and in.*:\n\n {3}(npm.*?)\n {3}(.*?)\n.*Open (\S+)/s.exec(
        printed,
      )!;
    const configuration = join(directory, 'sallyport.yaml');
    await moveConfiguration(configuration, places);
    await writeFile(join(directory, file!), places.here(code!));
    await shell.run(install!);
    await shell.run('npx sallyport start', '8080');
    await shell.run(run!, '3000');
    const page = await newVisitor(browser);
    await page.goto(places.here(url!));
    await signInAsAdmin(page, await readFile(configuration, 'utf8'));
    await page.getByText('{"name":"Admin","may":["items:read","items:write"]}').waitFor();
  },
);
