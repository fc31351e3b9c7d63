import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { copyDirectory } from '../../testing/copy-directory.ts';
import { pack, type Tarballs } from '../../testing/published/pack.ts';
import { launchBrowser } from './browser.ts';
import { type Guide, openGuide } from './guide.ts';
import { choosePlaces, type Places } from './guide-places.ts';
import { closedAfterwards } from './started.ts';
import { newVisitor, submitSignIn } from './visit.ts';

/** What a stranger has: our tarballs, an empty folder, a browser. */
export interface QuickStarts {
  /** @param instead what takes the place of texts of the page */
  open(page: string, instead?: Record<string, string>): Promise<Guide>;
  newFolder(): Promise<string>;
  newPlaces(instead?: Record<string, string>): Promise<Places>;
  newVisitor(): Promise<Page>;
}

export function useQuickStarts(): QuickStarts {
  let tarballs: Tarballs;
  let browser: Browser;
  /** Of all of them, one after the other at the same path: what Node has compiled for one is there for the next. */
  let home: string;
  const start = closedAfterwards();

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sallyport-quick-start-'));
    // The embedded PostgreSQL, which does not run as root, has to get there.
    await chmod(home, 0o711);
    const packing = pack().then((packed) => ({
      ...packed,
      close: () => rm(packed.directory, { recursive: true }),
    }));
    const [packed, launched] = await start(packing, launchBrowser());
    ({ tarballs } = packed);
    browser = launched;
  }, 300_000);

  afterAll(() => rm(home, { recursive: true }));

  async function newFolder(): Promise<string> {
    const directory = join(home, 'application');
    const modules = join(directory, 'node_modules');
    // What the first has installed, for the others: npm takes from it what their page does not name.
    const installed = join(home, 'installed');
    await mkdir(directory, { mode: 0o711 });
    if (existsSync(installed)) await copyDirectory(installed, modules);
    onTestFinished(async () => {
      if (!existsSync(installed) && existsSync(modules)) await rename(modules, installed);
      await rm(directory, { recursive: true });
    });
    return directory;
  }

  const newPlaces = (instead?: Record<string, string>) => choosePlaces(tarballs, instead);

  return {
    newFolder,
    newPlaces,
    newVisitor: () => newVisitor(browser),
    async open(page, instead) {
      const guide = await openGuide(page, await newFolder(), await newPlaces(instead));
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
