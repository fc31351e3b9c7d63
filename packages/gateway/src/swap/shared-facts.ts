import type { CacheTag, SwapPrincipal, Swapped } from '@sallyport/protocol/internal.ts';

/**
 * What has become of something that was swapped. `superseded`: it may allow more by now, so that the
 * next request asks, and what is under way goes on. `taken_away` is for good.
 */
export type Validity = 'valid' | 'superseded' | 'taken_away';

/** The rest of it belongs to one person. */
export type SharedPrincipal = Omit<SwapPrincipal, 'sub' | 'auth_time'>;

/** Kinds of tags that few tokens have in common. */
const individual = /^(?:token|grant|session|user|link):/;
/** A token has no more of them; if it should, the others count as shared. */
export const maxOwnTags = 4;

/**
 * What many swapped tokens have in common: the client, what it allows, and what it depends on. They
 * are thousands to one, so that a change to it is marked here once, and its memory is used once.
 */
export class SharedFacts {
  readonly key: string;
  readonly audience: string;
  readonly principal: SharedPrincipal;
  readonly tags: readonly CacheTag[];
  validity: Validity = 'valid';
  /** Swapped tokens in the cache that refer to it. */
  members = 0;
  /** What the `Authorization` values of them have begun with so far. */
  #beginning: string | null = null;

  constructor(key: string, audience: string, principal: SharedPrincipal, tags: CacheTag[]) {
    this.key = key;
    this.audience = audience;
    this.principal = principal;
    this.tags = tags;
  }

  /** The same value in two parts, the first of which others refer to as well. */
  split(authorization: string): { beginning: string; rest: string } {
    const known = this.#beginning ?? authorization;
    let length = 0;
    while (length < known.length && known[length] === authorization[length]) length++;
    const beginning = length === known.length ? known : copy(known.slice(0, length));
    this.#beginning = beginning;
    return { beginning, rest: copy(authorization.slice(length)) };
  }
}

/** A slice refers to the text that it was taken from, and would keep all of it in memory. */
const copy = (slice: string): string => Buffer.from(slice, 'latin1').toString('latin1');

/** What of a swap's answer is the token's own, and what it shares. */
export function divide({ principal, tags }: Swapped) {
  const { sub, auth_time: authTime, ...shared } = principal;
  const ownTags = tags.filter((tag) => individual.test(tag)).slice(0, maxOwnTags);
  const sharedTags = tags.filter((tag) => !ownTags.includes(tag));
  return { own: { sub, authTime, ownTags }, shared, sharedTags };
}
