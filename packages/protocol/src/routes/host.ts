/** `api.example.com`, or `*.example.com` for every name below it, however many labels it has. */
export const hostPattern =
  /^(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$|^\[[0-9a-f:.]+\]$/;

const hostAndPort = /^(\[[0-9a-f:.]+\]|[^:[\]]+?)\.?(?::\d*)?$/;

/**
 * The name in a `Host` header, without its port and without the dot that ends a fully qualified
 * name: both lead to the same server. Empty when it is no name.
 */
export const nameOfHost = (host: string): string => hostAndPort.exec(host)?.[1] ?? '';

/** What is declared for hosts: for one by name, for those below a name, and for any. */
export class HostMap<T> {
  readonly #exact = new Map<string, T>();
  readonly #below = new Map<string, T>();
  #any: T | null = null;

  /** What is there for a host pattern; null stands for any host. */
  at(pattern: string | null, make: () => T): T {
    if (pattern === null) {
      this.#any ??= make();
      return this.#any;
    }
    const isWildcard = pattern.startsWith('*.');
    const map = isWildcard ? this.#below : this.#exact;
    const key = isWildcard ? pattern.slice(2) : pattern;
    const known = map.get(key) ?? make();
    map.set(key, known);
    return known;
  }

  /** The first result, from the most specific host to any. */
  find<R>(host: string, look: (found: T) => R | null): R | null {
    const named = this.#exact.size > 0 || this.#below.size > 0;
    const result = named ? this.#findNamed(nameOfHost(host), look) : null;
    return result ?? (this.#any && look(this.#any));
  }

  #findNamed<R>(name: string, look: (found: T) => R | null): R | null {
    const exact = this.#exact.get(name);
    const found = exact ? look(exact) : null;
    if (found !== null) return found;
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      const below = this.#below.get(name.slice(dot + 1));
      const result = below ? look(below) : null;
      if (result !== null) return result;
    }
    return null;
  }
}
