import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { closeClient, destroy } from './open-client.ts';

export interface Listener {
  /**
   * Calls `onNotify` for each notification on the channel. `onListen` is called once the server
   * listens, and again whenever it does so anew: what was notified in between is lost.
   *
   * @throws the error of the first attempt to connect. Later ones are repeated until `end`.
   */
  listen(
    channel: string,
    onNotify: (payload: string) => void,
    onListen?: () => void,
  ): Promise<{ unlisten(): Promise<void> }>;
  /**
   * Runs `prepare` on the connection, and on each that replaces it before anything listens there; one
   * on which it fails is not used.
   *
   * @throws the error of the first time
   */
  onListening(prepare: Prepare): Promise<void>;
  end(): Promise<void>;
}

type Prepare = (client: Client) => Promise<void>;

interface Subscription {
  channel: string;
  onNotify(payload: string): void;
  onListen?: (() => void) | undefined;
}

const retryMs = { first: 50, max: 500 };
/** A connection over which nothing comes is asked this often, and has this long to answer. */
const heartbeatMs = 5_000;

/** One connection for all notifications, replaced whenever it ends or falls silent. */
export function createListener(open: () => Promise<Client>): Listener {
  const subscriptions = new Set<Subscription>();
  const preparations = new Set<Prepare>();
  let opening: Promise<void> | null = null;
  let client: Client | null = null;
  let ended = false;

  const handle = ({ channel, payload }: { channel: string; payload?: string | undefined }) => {
    for (const each of subscriptions) if (each.channel === channel) each.onNotify(payload ?? '');
  };

  async function openListening(): Promise<void> {
    const opened = await open();
    const lost = Promise.withResolvers<void>();
    opened.on('notification', handle);
    opened.on('error', () => lost.resolve());
    opened.on('end', () => lost.resolve());
    // A connection that falls silent here would be waited for until TCP gives it up.
    const late = setTimeout(() => destroy(opened), heartbeatMs);
    try {
      for (const prepare of preparations) await prepare(opened);
      for (const { channel } of subscriptions) await opened.query(`listen ${quoted(channel)}`);
      if (ended) throw new Error('The listener was closed');
    } catch (error) {
      destroy(opened);
      throw error;
    } finally {
      clearTimeout(late);
    }
    client = opened;
    const heartbeat = setInterval(() => beat(opened), heartbeatMs).unref();
    void lost.promise.then(() => {
      clearInterval(heartbeat);
      destroy(opened);
      client = null;
      if (!ended) void reopen();
    });
  }

  async function reopen(): Promise<void> {
    for (let waitMs = retryMs.first; !ended; waitMs = Math.min(2 * waitMs, retryMs.max)) {
      await delay(waitMs, undefined, { ref: false });
      try {
        await openListening();
        for (const { onListen } of subscriptions) onListen?.();
        return;
      } catch {
        // Statements on other connections tell of it.
      }
    }
  }

  return {
    async listen(channel, onNotify, onListen) {
      const subscription = { channel, onNotify, onListen };
      subscriptions.add(subscription);
      try {
        opening ??= openListening();
        await opening;
        await client?.query(`listen ${quoted(channel)}`);
      } catch (error) {
        subscriptions.delete(subscription);
        opening = null;
        throw error;
      }
      onListen?.();
      return { unlisten: async () => void subscriptions.delete(subscription) };
    },
    async onListening(prepare) {
      await opening;
      if (client) await prepare(client);
      preparations.add(prepare);
      try {
        opening ??= openListening();
        await opening;
      } catch (error) {
        preparations.delete(prepare);
        opening = null;
        throw error;
      }
    },
    async end() {
      ended = true;
      if (client) await closeClient(client);
    },
  };
}

function beat(client: Client): void {
  const impatient = setTimeout(() => destroy(client), heartbeatMs).unref();
  client.query('select').then(
    () => clearTimeout(impatient),
    () => destroy(client),
  );
}

const quoted = (channel: string) => `"${channel.replaceAll('"', '""')}"`;
