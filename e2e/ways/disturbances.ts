import type { Page, Press } from './page.ts';
import type { Disturbance } from './visit.ts';

const hour = 3_600;

/** Both are sent, and the browser shows the answer to the second. */
export const doubleClick: Disturbance = {
  name: 'a double click on every button',
  async press(press, { tab }) {
    const answers = await Promise.all([tab.send(press), tab.send(press)]);
    return tab.follow(answers[1], press);
  },
};

/** As where the network is slow: the first has done all that it does before the second comes. */
const pressedAgain: Disturbance = {
  name: 'a second click after the first one is done',
  async press(press, { tab }) {
    await tab.go(press);
    return tab.go(press);
  },
};

/** Pages are not kept (`no-store`): the browser asks for the page before once more. */
const back: Disturbance = {
  name: 'the back button at every step, once',
  async press(press, { tab, page }) {
    const next = await tab.go(press);
    return next.at === 'page' && isNew(page) ? tab.open(page.url) : next;
  },
};

/** From the cache of the browser: the page before is as it was, and its button is pressed again. */
const backAndAgain: Disturbance = {
  name: 'the back button and the same press again, at every step',
  async press(press, { tab }) {
    const next = await tab.go(press);
    return next.at === 'page' ? tab.go(press) : next;
  },
};

const reload: Disturbance = {
  name: 'a reload of every page',
  async press(press, { tab, page }) {
    await tab.go(page.askedBy);
    return tab.go(press);
  },
};

/** The browser was closed, or the telephone had no memory left: the address alone is known. */
const restored: Disturbance = {
  name: 'a tab that is restored at every page',
  async press(press, { tab, page }) {
    const place = await tab.open(page.url);
    if (place.at === 'page' && [404, 405].includes(place.page.status)) {
      throw new Error(`${page.url} is no page when the browser asks for it.`);
    }
    // What was to be read there was read.
    if (place.at === 'application') return place;
    return tab.go(press);
  },
};

/** @param at the step */
export const tooLate = (at: number): Disturbance => ({
  name: `a page that has expired, at step ${at + 1}`,
  async press(press, { tab, step, world }) {
    if (step === at) world.advance(hour + 1);
    return tab.go(press);
  },
});

/** @param at the step */
export const cancelled = (at: number): Disturbance => ({
  name: `*Cancel* at step ${at + 1}`,
  end: { error: 'access_denied' },
  press: (press, { tab, page, step }) => tab.go(step === at ? cancelOf(page, press) : press),
});

const cancelOf = ({ presses }: Page, press: Press): Press => presses.get('Cancel') ?? press;

export const disturbances: readonly Disturbance[] = [
  pressedAgain,
  back,
  backAndAgain,
  reload,
  restored,
];

/** URLs of pages that people have gone back to: once to each. */
const seen = new Set<string>();

function isNew({ url }: Page): boolean {
  const isFirst = !seen.has(url);
  seen.add(url);
  return isFirst;
}
