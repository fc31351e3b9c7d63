import { printable } from '../printable.ts';

const shownIds = 5;

/** What could not be carried over: each kind with how often, and the first it happened to. */
export class Report {
  readonly #kinds = new Map<string, { count: number; ids: string[] }>();
  #count = 0;

  add(kind: string, id: string): void {
    const known = this.#kinds.get(kind) ?? { count: 0, ids: [] };
    this.#kinds.set(kind, known);
    known.count++;
    this.#count++;
    if (known.ids.length < shownIds) known.ids.push(id);
  }

  get count(): number {
    return this.#count;
  }

  /** A line for each kind, the most frequent first. */
  lines(): string[] {
    return [...this.#kinds]
      .toSorted(([, one], [, other]) => other.count - one.count)
      .map(([kind, { count, ids }]) => {
        const more = count > ids.length ? ', …' : '';
        return printable(`  ${count} × ${kind}: ${ids.join(', ')}${more}`);
      });
  }
}
