import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { signInToConsole } from './console.ts';
import type { Person } from './people.ts';
import { newVisitor } from './visit.ts';

/** Milliseconds, by a browser whose processor is slowed down. */
export interface ConsoleSpeed {
  /** From the address to a list of people that can be used, without a cache. */
  cold: number;
  /** From the click on its link to a view with all it shows, by the place that it leads to. */
  views: Record<string, number>;
}

/** Runs in the page before its scripts do. */
const watch = `
  const isThere = (before) => {
    const title = document.querySelector('main h1')?.textContent;
    return title && title !== before && !document.querySelector('main [aria-busy="true"]');
  };
  const until = (met, limit) => new Promise((done, fail) => {
    const began = performance.now();
    const look = () => {
      if (met()) setTimeout(() => done(performance.now() - began));
      else if (performance.now() - began > limit) fail(new Error('It is not there in time.'));
      else requestAnimationFrame(look);
    };
    look();
  });
  window.loaded = until(() => isThere() && document.querySelector('main tr[aria-rowindex="2"]'), 30_000)
    .then(() => performance.now());
  window.go = (link) => {
    const before = document.querySelector('main h1').textContent;
    link.click();
    return until(() => isThere(before), 10_000);
  };`;

/**
 * An administrator who is signed in opens the console without anything in the cache, and then each view.
 *
 * @param rate by which the processor is slowed down
 */
export async function measureConsole(
  url: string,
  person: Person,
  { rate, rounds }: { rate: number; rounds: number },
): Promise<ConsoleSpeed[]> {
  const browser = await launchBrowser();
  try {
    const page = await newVisitor(browser, { reducedMotion: 'reduce' });
    await signInToConsole(page, `${url}people`, person);
    await page.locator('.side nav').waitFor();
    await page.addInitScript(watch);
    const debug = await page.context().newCDPSession(page);
    await debug.send('Emulation.setCPUThrottlingRate', { rate });
    const measured: ConsoleSpeed[] = [];
    for (let round = 0; round < rounds; round++) {
      await debug.send('Network.clearBrowserCache');
      await page.goto(`${url}people`);
      measured.push({ cold: await page.evaluate<number>('loaded'), views: await openEach(page) });
    }
    return measured;
  } finally {
    await browser.close();
  }
}

async function openEach(page: Page): Promise<Record<string, number>> {
  const views: Record<string, number> = {};
  const links = page.locator('.side nav a');
  for (const place of await links.evaluateAll((all) =>
    all.map((link) => link.getAttribute('href')!),
  )) {
    if (new URL(page.url()).pathname === place) continue;
    views[place] = await page.evaluate<number>(
      `go(document.querySelector('.side nav a[href="${place}"]'))`,
    );
  }
  return views;
}
