import type { Subject } from '@sallyport/protocol/internal.ts';
import type { Entry } from './entry.ts';

/** Which entries depend on what. A subject of one entry, as most are, costs no set. */
export class SubjectIndex {
  readonly #entries = new Map<Subject, Entry | Set<Entry>>();

  add(entry: Entry): void {
    for (const subject of entry.subjects) {
      const known = this.#entries.get(subject);
      if (known === undefined) this.#entries.set(subject, entry);
      else if (known instanceof Set) known.add(entry);
      else if (known !== entry) this.#entries.set(subject, new Set([known, entry]));
    }
  }

  delete(entry: Entry): void {
    for (const subject of entry.subjects) {
      const known = this.#entries.get(subject);
      if (known === entry) this.#entries.delete(subject);
      else if (known instanceof Set && known.delete(entry) && known.size === 0) {
        this.#entries.delete(subject);
      }
    }
  }

  /** A copy, which the caller may delete by. */
  dependentsOf(subject: Subject): Entry[] {
    const known = this.#entries.get(subject);
    if (known === undefined) return [];
    return known instanceof Set ? [...known] : [known];
  }

  /** Every entry, some of them more than once. */
  *all(): Iterable<Entry> {
    for (const known of this.#entries.values()) {
      if (known instanceof Set) yield* known;
      else yield known;
    }
  }

  clear(): void {
    this.#entries.clear();
  }

  get size(): number {
    return this.#entries.size;
  }
}
