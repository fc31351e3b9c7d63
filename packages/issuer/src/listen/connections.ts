import type { Socket } from 'node:net';
import { networkOf } from '@sallyport/base/network.ts';
import type { ListenerLimits } from './limits.ts';

export interface Connection {
  readonly socket: Socket;
  /** Null for those that are in no network's count: proxies and gateways of ours. */
  network: string | null;
  /** Requests on it that are complete and not answered yet; several where they are pipelined. */
  working: number;
}

/**
 * The connections of a listener, counted by network. Where a network has as many as it may, the one
 * that has waited longest for a complete request is closed for the new one, then one that is idle, and
 * never one whose request is being worked on. So connections with half a request close one another,
 * and a caller that sends its whole request is served, even from the same network.
 */
export class Connections {
  readonly #limits: Pick<ListenerLimits, 'connections' | 'connectionsPerNetwork'>;
  readonly #isExempt: (address: string) => boolean;
  readonly #onRefused: (network: string) => void;
  readonly #byPeer = new Map<string, Connection>();
  readonly #networks = new Map<string | null, Waiting>();

  /** @param isExempt whether connections from this address are those of many: a proxy of ours */
  constructor(
    limits: Pick<ListenerLimits, 'connections' | 'connectionsPerNetwork'>,
    isExempt: (address: string) => boolean,
    onRefused: (network: string) => void,
  ) {
    this.#limits = limits;
    this.#isExempt = isExempt;
    this.#onRefused = onRefused;
  }

  /** Takes a new connection in, or closes it where there is no room that anything could give. */
  open = (socket: Socket): void => {
    const address = socket.remoteAddress;
    const peer = peerOf(socket);
    // It is closed again already.
    if (address === undefined) return;
    const network = this.#isExempt(address) ? null : networkOf(address);
    if (!this.#makeRoom(network)) {
      socket.destroy();
      return;
    }
    const connection: Connection = { socket, network, working: 0 };
    this.#byPeer.set(peer, connection);
    this.#waitingOf(network).incomplete.add(connection);
    this.#waitingOf(network).all.add(connection);
    socket.once('close', () => {
      this.#byPeer.delete(peer);
      this.#remove(connection);
    });
  };

  /** Over TLS, requests have another socket than the connection, of the same peer. */
  of(socket: Socket): Connection | undefined {
    return this.#byPeer.get(peerOf(socket));
  }

  /** The head of a request came, and not yet its body. */
  receiving(connection: Connection): void {
    this.#move(connection, 'incomplete');
  }

  /** A complete request is being worked on. */
  working(connection: Connection): void {
    connection.working++;
    this.#move(connection, null);
  }

  answered(connection: Connection): void {
    connection.working = Math.max(0, connection.working - 1);
    if (connection.working === 0) this.#move(connection, 'idle');
  }

  /** A gateway of ours carries the requests of everybody: its network does not count. */
  exempt(connection: Connection): void {
    if (connection.network === null || connection.socket.destroyed) return;
    const { incomplete } = this.#waitingOf(connection.network);
    const isIncomplete = incomplete.has(connection);
    this.#remove(connection);
    connection.network = null;
    this.#waitingOf(null).all.add(connection);
    this.#move(connection, isIncomplete ? 'incomplete' : null);
  }

  #makeRoom(network: string | null): boolean {
    if (network !== null) {
      const own = this.#networks.get(network);
      if (own && own.all.size >= this.#limits.connectionsPerNetwork && !this.#evict(network)) {
        return false;
      }
    }
    if (this.#byPeer.size < this.#limits.connections) return true;
    return this.#evict(this.#largest());
  }

  #evict(network: string | null): boolean {
    const waiting = this.#networks.get(network);
    const [victim] = waiting?.incomplete.size ? waiting.incomplete : (waiting?.idle ?? []);
    if (network !== null) this.#onRefused(network);
    if (!victim) return false;
    // At once, and not when the socket is closed: more may come in the same turn.
    this.#byPeer.delete(peerOf(victim.socket));
    this.#remove(victim);
    victim.socket.destroy();
    return true;
  }

  #largest(): string | null {
    let largest: string | null = null;
    let size = -1;
    for (const [network, { all }] of this.#networks) {
      if (all.size <= size) continue;
      largest = network;
      size = all.size;
    }
    return largest;
  }

  #waitingOf(network: string | null): Waiting {
    let waiting = this.#networks.get(network);
    if (!waiting) {
      waiting = { all: new Set(), incomplete: new Set(), idle: new Set() };
      this.#networks.set(network, waiting);
    }
    return waiting;
  }

  #move(connection: Connection, to: 'incomplete' | 'idle' | null): void {
    const waiting = this.#networks.get(connection.network);
    // It gave way to another meanwhile.
    if (!waiting?.all.has(connection)) return;
    waiting.incomplete.delete(connection);
    waiting.idle.delete(connection);
    if (to) waiting[to].add(connection);
  }

  #remove(connection: Connection): void {
    const waiting = this.#networks.get(connection.network);
    if (!waiting?.all.delete(connection)) return;
    waiting.incomplete.delete(connection);
    waiting.idle.delete(connection);
    if (waiting.all.size === 0) this.#networks.delete(connection.network);
  }
}

/** The connections of a network; each set in the order in which they came to be there. */
interface Waiting {
  all: Set<Connection>;
  /** No complete request yet, or part of one. */
  incomplete: Set<Connection>;
  /** Answered, and without a further request. */
  idle: Set<Connection>;
}

const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress}|${remotePort}`;
