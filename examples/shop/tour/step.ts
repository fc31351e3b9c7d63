import { isDeepStrictEqual } from 'node:util';
import type { Answer } from './http.ts';

/** One thing that a step promises of its result. */
export interface Expectation<Result> {
  /** In words, as it is printed once it was seen to hold. */
  says: string;
  /** What was found instead; null when the promise is kept. */
  missing(result: Result): string | null;
}

/** A step of the story: what is done, what must come of it, and why it is so. */
export interface Step<Result> {
  title: string;
  why: string;
  play(): Promise<Result>;
  /** There is no step without one. */
  promises: readonly [Expectation<Result>, ...Expectation<Result>[]];
}

/** A step was not as promised: its chapter ends there, for what follows builds on it. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

/** Anything, said in words and checked by a function. */
export const expectation = <Result>(
  says: string,
  holds: (result: Result) => boolean,
  found: (result: Result) => unknown = (result) => result,
): Expectation<Result> => ({
  says,
  missing: (result) => (holds(result) ? null : `found ${show(found(result))}`),
});

/** The same of an answer, as most steps have it. */
export const that = (
  says: string,
  holds: (answer: Answer) => boolean,
  found?: (answer: Answer) => unknown,
): Expectation<Answer> => expectation(says, holds, found);

export const status = (expected: number): Expectation<Answer> => ({
  says: `status ${expected}`,
  missing: ({ status, text }) =>
    status === expected ? null : `status ${status}: ${text.slice(0, 300)}`,
});

/** A value of the JSON body, by its name. */
export const body = (name: string, expected: unknown): Expectation<Answer> =>
  that(
    `${name} is ${show(expected)}`,
    ({ json }) => isDeepStrictEqual(json[name], expected),
    ({ json }) => json[name],
  );

/** A string of the JSON body that begins so. */
export const begins = (name: string, prefix: string): Expectation<Answer> =>
  that(
    `${name} begins with ${prefix}`,
    ({ json }) => typeof json[name] === 'string' && json[name].startsWith(prefix),
    ({ json }) => json[name],
  );

/** Text that the body holds. */
export const holds = (text: string): Expectation<Answer> =>
  that(
    `the answer holds “${text}”`,
    (answer) => answer.text.includes(text),
    (answer) => answer.text.slice(0, 300),
  );

/** A refusal by its status and its OAuth error code. */
export const refused = (code: number, error: string) =>
  [status(code), body('error', error)] as const;

const show = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
