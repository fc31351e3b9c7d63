import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { usualPlaces } from './cast.ts';
import type { Exchange } from './http.ts';
import { jsonNarrator } from './narrate-json.ts';
import { textNarrator } from './narrate-text.ts';
import { expectation, type Step } from './step.ts';
import { isKept, type Narrator, type Played, Tour } from './tour.ts';

const silent: Narrator = { chapter() {}, pause() {}, step() {} };

const step = (play: () => Promise<number>): Step<number> => ({
  title: 'Twice two',
  why: 'Because.',
  play,
  promises: [expectation('it is four', (result) => result === 4)],
});

async function playAll(...steps: Step<number>[]): Promise<Tour> {
  const tour = new Tour(usualPlaces, silent);
  await tour.chapter(1, {
    title: 'Sums',
    opening: '',
    async play(tour) {
      for (const each of steps) await tour.step(each);
    },
  });
  return tour;
}

test('a kept promise lets the chapter go on', async () => {
  const tour = await playAll(
    step(async () => 4),
    step(async () => 4),
  );
  expect(tour.played.map(isKept)).toEqual([true, true]);
  expect(tour.unfinished).toEqual([]);
});

test('a broken promise says what was found, and ends the chapter', async () => {
  const tour = await playAll(
    step(async () => 5),
    step(async () => 4),
  );
  expect(tour.played.map(isKept)).toEqual([false]);
  expect(tour.played[0]?.checks).toEqual([{ says: 'it is four', missing: 'found 5' }]);
  expect(tour.unfinished).toEqual(['Sums']);
});

test('a step that fails keeps no promise', async () => {
  const fail = async () => {
    throw new Error('no connection');
  };
  const tour = await playAll(step(fail));
  expect(tour.played[0]).toMatchObject({ failure: 'no connection', number: '1.1' });
  expect(tour.played.map(isKept)).toEqual([false]);
});

test('a promise that cannot even be looked at is broken', async () => {
  const absurd = expectation<number>('it has a title', (result) => {
    throw new TypeError(`${result} has none`);
  });
  const tour = await playAll({ ...step(async () => 4), promises: [absurd] });
  expect(tour.played[0]?.checks[0]?.missing).toBe('found something else: 4 has none');
  expect(tour.unfinished).toEqual(['Sums']);
});

test('only the clock says that it is time', async () => {
  const tour = new Tour(usualPlaces, silent);
  const time = Date.now() + 40;
  await tour.waitUntil(time, 'for a moment');
  expect(Date.now()).toBeGreaterThan(time);
});

const token = `sp_at_${'abcdefghij'.repeat(12)}`;
const exchange: Exchange = {
  who: 'command line',
  method: 'GET',
  url: `http://localhost:8080/api/orders?token=${token}&more=${'x y '.repeat(40)}`,
  credential: `Bearer ${token}`,
  headers: [`x-token: ${token} ${'and longer '.repeat(12)}`],
  sent: JSON.stringify({ token, long: 'x '.repeat(200) }),
  status: 302,
  location: `http://localhost:9000/?code=${token}`,
  contentType: 'application/json',
  body: JSON.stringify({ token, long: 'y '.repeat(200) }),
  milliseconds: 1234.5,
};
const played: Played = {
  chapter: 'Sums',
  number: '1.10',
  title: `A long title ${'and longer '.repeat(12)}`,
  why: 'A long reason '.repeat(20),
  exchanges: [exchange, { ...exchange, location: null }],
  checks: [
    { says: `the token is ${token}`, missing: null },
    { says: 'it is four', missing: `found ${token}` },
  ],
  failure: 'no connection',
  milliseconds: 12_345,
};

test('the story fits a terminal of 100 columns', () => {
  const lines: string[] = [];
  textNarrator((line) => lines.push(stripVTControlCharacters(line)), usualPlaces).step(played);
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
  expect(lines.join('\n')).toContain('✗ promised: it is four; found sp_at_abc…ij');
  expect(lines.join('\n')).toContain(
    '→ command line → gateway  GET /api/orders?token=sp_at_abc…ij',
  );
});

test('neither narrator shows a whole token', () => {
  const lines: string[] = [];
  for (const narrator of [textNarrator, jsonNarrator]) {
    narrator((line) => lines.push(line), usualPlaces).step(played);
  }
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.join('\n')).not.toMatch(/sp_at_[a-j]{10}/);
});
