/** A person has the same sign-in open in many tabs, and finishes it in one of them. */
import { beforeAll, expect, test } from 'vitest';
import { closedAfterwards } from '../support/started.ts';
import { type Place, Tab } from './tab.ts';
import { newWalker, undisturbed, visit } from './visit.ts';
import { beginningOf, ways } from './ways.ts';
import { startWorld, type World } from './world.ts';

let world: World;
const start = closedAfterwards();
beforeAll(async () => {
  [world] = await start(startWorld());
});

const byPassword = ways[0]!;

test('of 50 tabs one signs in, and the others go on by themselves', async () => {
  const walker = await newWalker(byPassword, world);
  const address = await beginningOf(byPassword, walker.person, world);
  const tabs = Array.from({ length: 50 }, () => new Tab(walker.visitor, world.url));
  // The first one gets the cookie of the browser.
  const first = await tabs[0]!.open(address);
  const opened = [first, ...(await Promise.all(tabs.slice(1).map((tab) => tab.open(address))))];
  await visit(byPassword, world, undisturbed, walker);
  const ends = await Promise.all(opened.map((place, index) => goOn(tabs[index]!, place)));
  expect(ends.filter((end) => end.at === 'application' && end.response.has('code'))).toHaveLength(
    50,
  );
  expect(await world.tracesOf(walker.person.email)).toMatchObject({ sessions: 1 });
});

const goOn = (tab: Tab, place: Place): Promise<Place> =>
  place.at === 'page' ? tab.look(place.page) : Promise.resolve(place);

/** What they show has to be done, or read, in this tab. */
const waits = [
  'Keep these codes',
  'Add a second step',
  'Set up an authenticator app',
  'Choose a new password',
  'Set a new password',
  'Acme ID did not sign you in',
  'Sign in to Shop?',
  'Allow Print shop?',
];

test.for(ways.filter(({ end, begin }) => !end && !begin))(
  '$name, while another tab does the same: each page goes on when it is looked at',
  async (way) => {
    const { presses, pages } = await visit(way, world, undisturbed);
    for (let at = 0; at < presses; at++) {
      const heading = pages[at]!.heading;
      const walker = await newWalker(way, world);
      const { trail } = await visit(
        way,
        world,
        {
          name: 'the whole way in another tab',
          async press(press, { tab, page, step }) {
            if (step !== at) return tab.go(press);
            await visit(way, world, undisturbed, walker);
            return waits.includes(heading) ? tab.go(press) : tab.look(page);
          },
        },
        walker,
      );
      if (!waits.includes(heading))
        expect([heading, trail.slice(at + 1)]).toEqual([heading, ['code']]);
    }
  },
);
