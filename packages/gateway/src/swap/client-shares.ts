import type { SwappedToken } from './swapped-token.ts';

/**
 * Which client has how much of the cache. When it is full, the client that takes more than an equal
 * share loses an entry, so that no client can push out the others; among a client's entries, one
 * unused for long.
 */
export class ClientShares {
  readonly #capacity: number;
  readonly #byClient = new Map<string, Set<SwappedToken>>();
  #heaviest = '';

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(token: SwappedToken): void {
    const client = clientOf(token);
    const siblings = this.#byClient.get(client) ?? new Set<SwappedToken>();
    this.#byClient.set(client, siblings.add(token));
  }

  delete(token: SwappedToken): void {
    const siblings = this.#byClient.get(clientOf(token));
    if (siblings?.delete(token) && siblings.size === 0) this.#byClient.delete(clientOf(token));
  }

  /** What makes room for one of `newcomer`'s. */
  toDrop(newcomer: SwappedToken): SwappedToken {
    const share = this.#capacity / Math.max(1, this.#byClient.size);
    const heavy = (client: string) => (this.#byClient.get(client)?.size ?? 0) >= share;
    if (heavy(clientOf(newcomer))) this.#heaviest = clientOf(newcomer);
    else if (!heavy(this.#heaviest)) {
      for (const client of this.#byClient.keys()) {
        if (!heavy(client)) continue;
        this.#heaviest = client;
        break;
      }
    }
    return leastUsed(this.#byClient.get(this.#heaviest)!);
  }
}

const clientOf = ({ shared }: SwappedToken): string => shared.principal.client_id;

/** Second chance: the first that was not used since it was last passed over. */
function leastUsed(tokens: Set<SwappedToken>): SwappedToken {
  for (const token of tokens) {
    if (!token.recent) return token;
    token.recent = false;
    tokens.delete(token);
    tokens.add(token);
  }
  throw new Error('There is no entry to drop.');
}
