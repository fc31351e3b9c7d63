/** The documentation as its readers get it, light and dark, on a telephone and on a desk. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { samples } from '../testing/samples.ts';
import { findBarriers, overflow, takeScreenshot, ways } from './support/accessibility.ts';
import { launchBrowser } from './support/browser.ts';
import { buildSite, builtSite, serveSite } from './support/built-site.ts';
import { closedAfterwards } from './support/started.ts';
import { newVisitor } from './support/visit.ts';

let site: { url: string };
let browser: Browser;
const start = closedAfterwards();

beforeAll(async () => {
  await buildSite();
  [site, browser] = await start(serveSite(), launchBrowser());
});

const files = () => globSync('**/*', { cwd: builtSite }).map((file) => `/${file}`);
const pages = () => files().filter((file) => file.endsWith('/index.html'));
const read = (file: string) => readFileSync(join(builtSite, file), 'utf8');
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((at) => at[1]!);

/** Where links of a page lead, as paths of files with what stands behind `#`. */
const linksOf = (page: string): [file: string, anchor: string][] =>
  matches(read(page), /<a [^>]*?href="([^"]*)"/g)
    .filter((href) => !/^[a-z]+:/.test(href))
    .map((href) => {
      const { pathname, hash } = new URL(href, `http://site${page}`);
      const file = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
      return [file, decodeURIComponent(hash.slice(1))];
    });

test('every link and anchor leads to something', () => {
  const all = new Set(files());
  const dead = pages().flatMap((page) =>
    linksOf(page)
      .filter(([file, anchor]) => {
        if (!all.has(file)) return true;
        return (
          anchor !== '' && !new RegExp(` id="?${RegExp.escape(anchor)}["\\s>]`).test(read(file))
        );
      })
      .map((link) => `${page}: ${link.join('#')}`),
  );
  expect(pages().length).toBeGreaterThan(30);
  expect(dead).toEqual([]);
});

test('the sidebar leads to every page', () => {
  const linked = new Set(linksOf('/look-up/routes/index.html').map(([file]) => file));
  expect(pages().filter((page) => !linked.has(page))).toEqual([]);
});

test('groups of the sidebar begin with a capital letter', () => {
  const labels = matches(
    read('/look-up/routes/index.html'),
    / class="group-label[^>]*><span[^>]*>([^<]+)/g,
  );
  expect(labels).toContain('Packages');
  expect(labels.filter((label) => /^\p{Ll}/u.test(label))).toEqual([]);
});

/** The site's script lets the keyboard scroll what is wider than the page, when it comes to it. */
const allScrollable = `[...document.querySelectorAll('pre')].every(
  (pre) => pre.scrollWidth <= pre.clientWidth || pre.tabIndex === 0,
)`;

/** One of each kind: blocks of code, diagrams, wide tables, made from the code. */
const eachKind = ['/', '/start/page-and-service/', '/understand/never-stale/', '/look-up/errors/'];

/** One of each kind in all ways, and a sample of the others, each in one of them. */
const addresses = (way: number) => {
  const others = pages()
    .map((page) => page.replace(/index\.html$/, ''))
    .filter((path) => !eachKind.includes(path))
    .toSorted();
  return [...eachKind, ...samples(others).filter((_, index) => index % ways.length === way)];
};

const looks = ways.map(([colorScheme, width], way) => ({ colorScheme, width, way }));

test.for(looks)('no barriers, $colorScheme at $width pixels', async (each) => {
  const { colorScheme, width, way } = each;
  const page = await newVisitor(browser, { colorScheme, viewport: { width, height: 800 } });
  const found: Record<string, unknown> = {};
  expect(addresses(way).length).toBeGreaterThan(eachKind.length);
  for (const path of addresses(way)) {
    await page.goto(site.url + path);
    await page.waitForFunction(allScrollable);
    await takeScreenshot(page, `docs${path.replaceAll('/', ' ')}${colorScheme} ${width}`);
    const barriers = await findBarriers(page);
    const pixels = await overflow(page);
    if (barriers.length > 0 || pixels > 0) found[path] = { barriers, overflow: pixels };
  }
  expect(found).toEqual({});
});

test('the search finds a page, and nothing is fetched from elsewhere', async () => {
  const page = await newVisitor(browser);
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(site.url)) elsewhere.push(request.url());
  });
  await page.goto(site.url);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('dialog').getByPlaceholder('Search').fill('round robin');
  await page.getByRole('dialog').getByRole('link', { name: 'Upstreams' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Upstreams' }).waitFor();
  expect(elsewhere).toEqual([]);
});
