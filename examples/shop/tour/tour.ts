import type { Places } from './cast.ts';
import { Browser, type Exchange, Sender } from './http.ts';
import { BrokenPromise, type Expectation, type Step } from './step.ts';

export interface Chapter {
  title: string;
  /** What it is about, in a sentence or three. */
  opening: string;
  play(tour: Tour): Promise<void>;
}

/** What became of one step. */
export interface Played {
  chapter: string;
  /** `2.3` */
  number: string;
  title: string;
  why: string;
  exchanges: Exchange[];
  checks: { says: string; missing: string | null }[];
  /** Why it could not be played to its end. */
  failure: string | null;
  milliseconds: number;
}

export const isKept = ({ checks, failure }: Played): boolean =>
  failure === null && checks.every(({ missing }) => missing === null);

/** Tells the story while it is played. */
export interface Narrator {
  chapter(number: number, chapter: Chapter): void;
  /** Something takes a while. */
  pause(seconds: number, reason: string): void;
  step(played: Played): void;
}

/** Plays steps, and gives them the parties that act in them. */
export class Tour {
  readonly places: Places;
  readonly played: Played[] = [];
  /** What is worth saying again at the end. */
  readonly highlights: string[] = [];
  /** Chapters that a broken promise ended. */
  readonly unfinished: string[] = [];
  readonly #narrator: Narrator;
  #chapter = { number: 0, title: '', steps: 0 };
  #exchanges: Exchange[] = [];

  constructor(places: Places, narrator: Narrator) {
    this.places = places;
    this.#narrator = narrator;
  }

  /** A program: it has no cookies. */
  program(name: string): Sender {
    return new Sender(name, (exchange) => this.#exchanges.push(exchange));
  }

  /** A person's browser, without cookies yet. */
  browser(name: string): Browser {
    return new Browser(this.program(name));
  }

  highlight(line: string): void {
    this.highlights.push(line);
  }

  /** Plays a step and checks everything that it promises. */
  async step<Result>({ title, why, play, promises }: Step<Result>): Promise<Result> {
    this.#exchanges = [];
    this.#chapter.steps++;
    const began = performance.now();
    const outcome = await play().then(
      (result) => ({ result }),
      (error: unknown) => ({ failure: describe(error) }),
    );
    const milliseconds = performance.now() - began;
    const checks =
      'result' in outcome
        ? promises.map((promise) => ({
            says: promise.says,
            missing: look(promise, outcome.result),
          }))
        : promises.map(({ says }) => ({ says, missing: 'the step was not played to its end' }));
    const played: Played = {
      chapter: this.#chapter.title,
      number: `${this.#chapter.number}.${this.#chapter.steps}`,
      title,
      why,
      exchanges: this.#exchanges,
      checks,
      failure: 'failure' in outcome ? outcome.failure : null,
      milliseconds,
    };
    this.played.push(played);
    this.#narrator.step(played);
    if (!('result' in outcome) || !isKept(played)) throw new BrokenPromise(title);
    return outcome.result;
  }

  /** Waits until the wall clock shows this time. */
  async waitUntil(time: number, reason: string): Promise<void> {
    const seconds = (time - Date.now()) / 1000;
    if (seconds > 2) this.#narrator.pause(Math.ceil(seconds), reason);
    // A timer may fire early, and the clock be set meanwhile: only the clock says that it is time.
    while (Date.now() <= time) {
      const { promise, resolve } = Promise.withResolvers<void>();
      setTimeout(resolve, Math.min(250, time - Date.now() + 1));
      await promise;
    }
  }

  async chapter(number: number, chapter: Chapter): Promise<void> {
    this.#chapter = { number, title: chapter.title, steps: 0 };
    this.#narrator.chapter(number, chapter);
    try {
      await chapter.play(this);
    } catch (error) {
      if (!(error instanceof BrokenPromise)) throw error;
      this.unfinished.push(chapter.title);
    }
  }
}

/** An answer may be of another shape altogether: looking for what it should have then throws. */
function look<Result>({ missing }: Expectation<Result>, result: Result): string | null {
  try {
    return missing(result);
  } catch (error) {
    return `found something else: ${describe(error)}`;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
