import type { Context } from '../context.ts';
import { coalesce } from '../database/coalesce.ts';
import { ensureKeys } from './ensure-keys.service.ts';
import { type KeyRow, keysChannel, readKeysAndPosition } from './keys.store.ts';
import { type Keys, keysFrom } from './keys.ts';

/**
 * The keys, as the database had them a moment ago: they are read anew when they change, and every few seconds.
 * What uses them first waits for `fresh`, so that no node signs, opens or publishes by what is older than
 * `keysKnownMs`. Without that bound, a node that cannot reach the database would go on with a set of keys
 * that lacks the one which the others sign with by now.
 */
export interface KeyRing extends Keys {
  /** Returns once they have been read within the bound. */
  fresh(): Promise<void>;
  /** Reads them now. */
  reload(): Promise<void>;
  /**
   * The same, unless they are known as of a withdrawal at this position of the change log.
   *
   * @returns whether they had to be read
   */
  asOf(position: number): Promise<boolean>;
  close(): Promise<void>;
}

/** In milliseconds: longer than guards pause between two looks at `/jwks`. */
export const defaultKeysKnownMs = 10_000;

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'log' | 'settings'>;

/**
 * Makes the keys that are missing, and keeps an eye on them.
 *
 * @throws WrongSecretError
 */
export async function openKeyRing(dependencies: Dependencies): Promise<KeyRing> {
  const { sql, clock, random, secrets, log, settings } = dependencies;
  const { keysKnownMs = defaultKeysKnownMs } = settings;
  const { atRest } = secrets;
  await ensureKeys({ sql, clock, random, atRest });

  const read = async () => {
    const readAt = clock.monotonic();
    return { ...(await readKeysAndPosition(sql)), readAt };
  };
  const hold = (seen: Awaited<ReturnType<typeof read>>) => ({
    ...seen,
    text: textOf(seen.rows),
    keys: keysFrom(seen.rows, atRest, () => clock.now()),
  });
  let held = hold(await read());

  /** All who ask at once share one look, which begins after they asked. */
  const look = coalesce(async () => new Map([['', take(await read())]]));
  function take(seen: Awaited<ReturnType<typeof read>>): true {
    if (seen.readAt < held.readAt) return true;
    // What was made of them, opened and parsed, stays while they are the same.
    held = textOf(seen.rows) === held.text ? { ...held, ...seen } : hold(seen);
    return true;
  }
  const reload = async () => void (await look(''));
  const tryReload = () =>
    void reload().catch((err: unknown) => log.debug({ err }, 'the keys cannot be read now'));

  const timer = setInterval(tryReload, keysKnownMs / 3).unref();
  const listener = await sql.listen(keysChannel, tryReload, tryReload);
  return {
    signing: (alg) => held.keys.signing(alg),
    sealing: () => held.keys.sealing(),
    sealingById: (kid) => held.keys.sealingById(kid),
    jwks: () => held.keys.jwks(),
    everySigned: () => held.keys.everySigned(),
    reload,
    async fresh() {
      if (clock.monotonic() - held.readAt >= keysKnownMs) await reload();
    },
    async asOf(position) {
      if (held.position >= position) return false;
      await reload();
      return true;
    },
    async close() {
      clearInterval(timer);
      await listener.unlisten().catch(() => {});
    },
  };
}

const textOf = (rows: readonly KeyRow[]): string => JSON.stringify(rows);
