import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { copyDirectory } from '../../testing/copy-directory.ts';
import { makeDataDir } from '../../testing/new-data-dir.ts';
import { npm } from '../../testing/published/npm.ts';
import { pack, type Tarballs } from '../../testing/published/pack.ts';
import { launchBrowser } from './browser.ts';
import { type Guide, openGuide } from './guide.ts';
import { type Beginning, choosePlaces, type Places } from './guide-places.ts';
import { closedAfterwards } from './started.ts';
import { newVisitor, submitSignIn } from './visit.ts';

/** What a stranger has: our tarballs, a folder, a browser. */
export interface QuickStarts {
  open(page: string, beginning?: Beginning): Promise<Guide>;
  newFolder(beginning?: Beginning): Promise<string>;
  newPlaces(beginning?: Beginning): Promise<Places>;
  newVisitor(): Promise<Page>;
}

export function useQuickStarts(): QuickStarts {
  let tarballs: Tarballs;
  let browser: Browser;
  /** Of all of them, one after the other at the same path: what Node has compiled for one is there for the next. */
  let home: string;
  /** Sallyport alone, for the folders of all but one. */
  const installed = () => join(home, 'installed');
  const start = closedAfterwards();

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sallyport-quick-start-'));
    // The embedded PostgreSQL, which does not run as root, has to get there.
    await chmod(home, 0o711);
    const packing = pack().then(async (packed) => {
      await mkdir(installed());
      const options = ['--prefer-offline', '--no-audit', '--no-fund'];
      await npm(installed(), 'install', ...options, packed.tarballs.sallyport);
      return { ...packed, close: () => rm(packed.directory, { recursive: true }) };
    });
    const [packed, launched] = await start(packing, launchBrowser());
    ({ tarballs } = packed);
    browser = launched;
  }, 300_000);

  afterAll(() => rm(home, { recursive: true }));

  async function newFolder({ empty = false }: Beginning = {}): Promise<string> {
    const directory = join(home, 'application');
    if (empty) await mkdir(directory);
    else {
      await copyDirectory(installed(), directory);
      await makeDataDir(join(directory, '.sallyport'));
    }
    await chmod(directory, 0o711);
    onTestFinished(() => rm(directory, { recursive: true }));
    return directory;
  }

  const newPlaces = (beginning: Beginning = {}) => choosePlaces(tarballs, beginning);

  return {
    newFolder,
    newPlaces,
    newVisitor: () => newVisitor(browser),
    async open(page, beginning) {
      const folder = await newFolder(beginning);
      const guide = await openGuide(page, folder, await newPlaces(beginning));
      onTestFinished(() => guide[Symbol.asyncDispose]());
      return guide;
    },
  };
}

/** As the person whom `init` has written into the file. */
export async function signInAsAdmin(page: Page, configuration: string): Promise<void> {
  const text = await readFile(configuration, 'utf8');
  const password = /password: "([^"]+)"/.exec(text)![1]!;
  await submitSignIn(page, { email: 'admin@example.com', password });
}
