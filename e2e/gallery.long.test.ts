/**
 * Every page of the issuer in every state that its examples show, narrow and wide, light and dark, in
 * English or German: without barriers, and nothing sticks out. SCREENSHOTS=1 shows both, and keeps the pictures in
 * e2e/screenshots, and sheets with all of them.
 */
import type { Browser } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { type Gallery, startGallery } from '../packages/issuer/src/pages/gallery.fixture.ts';
import { samples } from '../testing/samples.ts';
import { findBarriers, overflow, takeScreenshot, takeSheet } from './support/accessibility.ts';
import { launchBrowser } from './support/browser.ts';
import { closedAfterwards } from './support/started.ts';
import { newVisitor } from './support/visit.ts';

let gallery: Gallery;
let browser: Browser;
const start = closedAfterwards();

beforeAll(async () => {
  [gallery, browser] = await start(startGallery(), launchBrowser());
});

const ways = [
  ['light', 320],
  ['dark', 360],
  ['light', 1280],
  ['dark', 1280],
] as const;

/** For pictures all eight, which take five minutes; otherwise the narrowest in the longer language, and the widest. */
const isForPictures = process.env['SCREENSHOTS'] === '1';
const looks = isForPictures
  ? ways.flatMap((way) => ['en', 'de'].map((language) => [...way, language] as const))
  : ([
      ['light', 320, 'de'],
      ['dark', 1280, 'en'],
    ] as const);

/**
 * Looking for barriers takes six times as long as all the rest: otherwise the first example of each page
 * and each fifth of the others, in one look.
 */
function looksForBarriers(look: number, index: number): boolean {
  if (isForPictures) return true;
  const { examples } = gallery;
  const isFirst = examples.findIndex(({ file }) => file === examples[index]!.file) === index;
  return (isFirst || samples(examples).includes(examples[index]!)) && index % looks.length === look;
}

test.for(looks.map((look, index) => [...look, index] as const))(
  'no barriers, %s at %i pixels, in %s',
  { timeout: 300_000 },
  async ([colorScheme, width, language, look]) => {
    const page = await newVisitor(browser, { colorScheme, viewport: { width, height: 760 } });
    // A page that sends itself is to be looked at.
    await page.route('**/send-form.js*', (route) => route.abort());
    const problems: unknown[] = [];
    const taken: string[] = [];
    for (const [index, example] of gallery.examples.entries()) {
      const { name } = example;
      await page.goto(gallery.urlOf(example, language));
      taken.push(await takeScreenshot(page, `${name} ${language} ${colorScheme} ${width}`));
      const barriers = looksForBarriers(look, index) ? await findBarriers(page) : [];
      for (const barrier of barriers) problems.push([name, barrier]);
      const sticksOut = await overflow(page);
      if (sticksOut > 0) problems.push([name, `is ${sticksOut} pixels too wide`]);
    }
    for (let from = 0; from < taken.length; from += 15) {
      const name = `sheet ${language} ${colorScheme} ${width} from ${from}`;
      await takeSheet(page, name, taken.slice(from, from + 15));
    }
    expect(problems).toEqual([]);
  },
);

test('an authorization response by form sends itself', async () => {
  const page = await newVisitor(browser);
  const example = gallery.examples.find(({ name }) => name === 'form post')!;
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.goto(gallery.urlOf(example, 'en'), { waitUntil: 'commit' });
  expect((await sent).postData()).toBe('code=c&state=s');
});
