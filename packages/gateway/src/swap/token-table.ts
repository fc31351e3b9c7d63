import { maxOwnTags } from './shared-facts.ts';
import type { SwappedToken } from './swapped-token.ts';

/**
 * The swapped tokens by number, and which of them have a tag of their own. Tags are known by a hash:
 * two in 2³² may be taken for one another, and then one token too many is evicted. Each tag of
 * each token is a place in the list of its bucket, in arrays of a fixed size: a set for each
 * tag would take more memory than the tokens do.
 */
export class TokenTable {
  readonly #tokens: (SwappedToken | null)[] = [];
  readonly #free: number[] = [];
  /** By bucket, the first place in its list, counted from 1. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;

  constructor(capacity: number) {
    const places = capacity * maxOwnTags + 1;
    this.#first = new Int32Array(2 ** Math.ceil(Math.log2(places)));
    this.#next = new Int32Array(places);
    this.#previous = new Int32Array(places);
  }

  /** Numbers begin at 0 and are below this. */
  get length(): number {
    return this.#tokens.length;
  }

  get size(): number {
    return this.#tokens.length - this.#free.length;
  }

  at(number: number): SwappedToken | null {
    return this.#tokens[number] ?? null;
  }

  /** Gives the token a number. */
  add(token: SwappedToken): void {
    const number = this.#free.pop() ?? this.#tokens.length;
    token.number = number;
    this.#tokens[number] = token;
    for (const [index, hash] of token.ownTags.entries()) {
      const place = placeOf(number, index);
      const bucket = this.#bucketOf(hash);
      const first = this.#first[bucket]!;
      this.#next[place] = first;
      this.#previous[place] = 0;
      if (first !== 0) this.#previous[first] = place;
      this.#first[bucket] = place;
    }
  }

  delete(token: SwappedToken): void {
    const { number } = token;
    if (number === null) return;
    for (const [index, hash] of token.ownTags.entries()) {
      const place = placeOf(number, index);
      const next = this.#next[place]!;
      const previous = this.#previous[place]!;
      if (next !== 0) this.#previous[next] = previous;
      if (previous !== 0) this.#next[previous] = next;
      else this.#first[this.#bucketOf(hash)] = next;
    }
    this.#tokens[number] = null;
    this.#free.push(number);
    token.number = null;
  }

  *withTag(hash: number): Iterable<SwappedToken> {
    for (let place = this.#first[this.#bucketOf(hash)]!; place !== 0; place = this.#next[place]!) {
      const number = Math.floor((place - 1) / maxOwnTags);
      const token = this.#tokens[number]!;
      if (token.ownTags[(place - 1) % maxOwnTags] === hash) yield token;
    }
  }

  #bucketOf(hash: number): number {
    return (hash >>> 0) % this.#first.length;
  }
}

const placeOf = (number: number, index: number): number => number * maxOwnTags + index + 1;

/** FNV-1a, with its last mixing of MurmurHash3, so that each bit bears on the bucket. */
export function hashOf(tag: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < tag.length; index++) {
    hash = Math.imul(hash ^ tag.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
