import type { Visitor } from '../../testing/visitor.ts';
import type { Page, Press } from './page.ts';
import { type Answer, answerTo, newPerson, type Opening, type Person } from './person.ts';
import { type Place, Tab } from './tab.ts';
import { beginningOf, type Way } from './ways.ts';
import type { World } from './world.ts';

/** What happens to a tab on its way, in place of pressing once and waiting. */
export interface Disturbance {
  name: string;
  /**
   * Presses at a page.
   *
   * @param step counts the presses from 0
   * @returns where the tab is then
   */
  /** How the way ends then, where that is another end than without it. */
  end?: Way['end'];
  press(press: Press, at: Walk): Promise<Place>;
}

/** Where a person stands on the way. */
interface Walk extends Walker {
  tab: Tab;
  page: Page;
  step: number;
  world: World;
}

/** Who walks, in which browser. */
export interface Walker {
  person: Person;
  visitor: Visitor;
}

export const undisturbed: Disturbance = {
  name: 'nothing',
  press: (press, { tab }) => tab.go(press),
};

export interface Visited {
  /** How it ended. */
  end: Place;
  /** The headings of the pages, and at last what the application got. */
  trail: string[];
  /** Those on the way. */
  pages: Page[];
  presses: number;
  /** What it has left behind. */
  did: { mails: number; accounts: number; sessions: number };
}

/** Walks a way to its end, as a person would who reads what the pages say. */
export async function visit(
  way: Way,
  world: World,
  { press: disturbed, end = way.end }: Disturbance,
  walker?: Walker,
): Promise<Visited> {
  const { person, visitor } = walker ?? (await newWalker(way, world));
  const tab = new Tab(visitor, world.url);
  const trail: string[] = [];
  const pages: Page[] = [];
  const before: Page[] = [];
  let place = await tab.open(await beginningOf(way, person, world));
  for (let step = 0; ; step++) {
    trail.push(nameOf(place));
    if (place.at === 'page') pages.push(place.page);
    if (isEnd(place, end)) {
      return { end: place, trail, pages, presses: step, did: await world.tracesOf(person.email) };
    }
    if (step > 30 || place.at !== 'page') throw lost(way, trail, place);
    const { page } = place;
    const answer = await answerTo(page, way, person, world);
    if (answer) {
      before.push(page);
      place = await disturbed(pressOf(answer, page), { tab, page, step, world, person, visitor });
      continue;
    }
    // A page that leads nowhere: people go back to the one before it.
    const last = before.pop();
    if (!last) throw lost(way, trail, place);
    place = await tab.open(last.url);
  }
}

export async function newWalker(way: Way, world: World): Promise<Walker> {
  const person = newPerson(world);
  await (way.prepare ? way.prepare(person, world) : world.addAccount(person.email));
  return { person, visitor: world.newVisitor() };
}

function isEnd(place: Place, end: Way['end']): boolean {
  if (end && 'heading' in end) return place.at === 'page' && place.page.heading === end.heading;
  if (place.at === 'page') return false;
  const error = place.response.get('error');
  return end ? error === end.error : place.response.has('code');
}

const nameOf = (place: Place): string =>
  place.at === 'page'
    ? `${place.page.status} ${place.page.heading}`
    : `${[...place.response.keys()].filter((key) => key === 'code' || key === 'error')}`;

function lost({ name }: Way, trail: string[], place: Place): Error {
  const what = place.at === 'page' ? place.page.text : String(place.response);
  return new Error(`${name}: got lost at ${trail.join(' → ')}: ${what}`);
}

function pressOf(answer: Answer | Opening, page: Page): Press {
  if ('open' in answer) return { method: 'get', url: answer.open, fields: {} };
  const press = page.presses.get(answer.press);
  if (!press) throw new Error(`${page.url} has no ${answer.press}: ${page.text}`);
  return { ...press, fields: { ...press.fields, ...(press.method === 'post' ? answer.fill : {}) } };
}
