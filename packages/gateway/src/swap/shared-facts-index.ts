import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { SharedFacts, type SharedPrincipal, type Validity } from './shared-facts.ts';

/** The shared facts of what is cached: one object for equal ones, found by what they depend on. */
export class SharedFactsIndex {
  readonly #byKey = new Map<string, SharedFacts>();
  readonly #byTag = new Map<CacheTag, Set<SharedFacts>>();

  /** Those that are there already, if they are still true. */
  of(audience: string, principal: SharedPrincipal, tags: CacheTag[]): SharedFacts {
    const key = JSON.stringify([audience, principal, tags]);
    return this.#byKey.get(key) ?? new SharedFacts(key, audience, principal, tags);
  }

  joined(facts: SharedFacts): void {
    if (facts.members++ > 0) return;
    if (facts.validity === 'valid') this.#byKey.set(facts.key, facts);
    for (const tag of facts.tags) {
      const dependents = this.#byTag.get(tag);
      if (dependents) dependents.add(facts);
      else this.#byTag.set(tag, new Set([facts]));
    }
  }

  left(facts: SharedFacts): void {
    if (--facts.members > 0) return;
    if (this.#byKey.get(facts.key) === facts) this.#byKey.delete(facts.key);
    for (const tag of facts.tags) {
      const dependents = this.#byTag.get(tag);
      if (dependents?.delete(facts) && dependents.size === 0) this.#byTag.delete(tag);
    }
  }

  mark(tag: CacheTag, validity: Validity): void {
    for (const facts of this.#byTag.get(tag) ?? []) this.#mark(facts, validity);
  }

  markAll(validity: Validity): void {
    for (const dependents of this.#byTag.values()) {
      for (const facts of dependents) this.#mark(facts, validity);
    }
    for (const facts of this.#byKey.values()) this.#mark(facts, validity);
  }

  #mark(facts: SharedFacts, validity: Validity): void {
    if (facts.validity !== 'taken_away') facts.validity = validity;
    if (this.#byKey.get(facts.key) === facts) this.#byKey.delete(facts.key);
  }
}
