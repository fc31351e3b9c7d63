import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import { endSignInsHalfWay } from '../../directory/users/sign-out.service.ts';
import { secondsAfter } from '../../runtime/clock.ts';
import { sha256 } from '../../runtime/sha256.ts';
import { maxRememberedSeconds } from '../../sign-in-policy/policy.ts';
import {
  deleteDevices,
  deleteReplaced,
  deleteReplayed,
  findJustRotated,
  insertDevice,
  moveDevices,
  type Place,
  type RememberedDevice,
  readDevices,
  rotateToken,
} from './remembered-devices.store.ts';
import { hashesOf, readTokens, withToken } from './tokens-of-browser.ts';

/** Where a browser keeps what it is remembered by. */
export interface DeviceCookie {
  read(): string | undefined;
  /** @param maxAge in seconds: that of the longest one; the rows know which of them count still. */
  write(value: string, maxAge: number): void;
}

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random'>;

/** Of a person. Those that were not used for the longest time give way. */
const maxDevices = 20;

/** How long a token counts after it was replaced: other tabs have asked with it at the same moment. */
const graceSeconds = 60;

interface Remembering extends Place {
  userId: string;
  /** Read before the second factor was checked. */
  credentialVersion: number;
  seconds: number;
}

/** After a second factor: this browser is not asked for one again for a while, and no longer. */
export async function rememberDevice(
  cookie: DeviceCookie,
  { seconds, ...person }: Remembering,
  { sql, clock, random }: Dependencies,
): Promise<void> {
  const now = clock.now();
  const token = random.bytes(32).toString('base64url');
  const tokens = readTokens(cookie.read());
  const hashes = hashesOf(tokens);
  const { userId } = person;
  const expiresAt = secondsAfter(now, seconds);
  const device = { ...person, id: random.uuid(), tokenHash: sha256(token), now, expiresAt };
  const isRemembered = await sql.begin(async (tx) => {
    if (!(await insertDevice(tx, device))) return false;
    await deleteReplaced(tx, { userId, hashes, max: maxDevices });
    const actor = `user:${userId}`;
    const detail = { until: expiresAt.toISOString() };
    await recordAudit(tx, { at: now, action: 'device.remember', actor, subjects: [actor], detail });
    return true;
  });
  if (isRemembered) cookie.write(withToken(tokens, token, []), maxRememberedSeconds);
}

/**
 * Whether this browser stands for a second factor of a person who has just said who they are. It gets
 * another token each time: where a copy of an older one is used, the browser is forgotten.
 *
 * @returns what the person signs in with, as it was when the browser was remembered, and still is;
 *   null where the person has to be asked.
 */
export async function recogniseDevice(
  cookie: DeviceCookie,
  { userId, ...place }: { userId: string } & Place,
  { sql, clock, random }: Dependencies,
): Promise<{ credentialVersion: number } | null> {
  const tokens = readTokens(cookie.read());
  if (tokens.length === 0) return null;
  const now = clock.now();
  const seen = { userId, hashes: hashesOf(tokens), now };
  const token = random.bytes(32).toString('base64url');
  const rotated = await rotateToken(sql, seen, { tokenHash: sha256(token), place });
  if (rotated) {
    cookie.write(withToken(tokens, token, [rotated.formerHash]), maxRememberedSeconds);
    return rotated;
  }
  const concurrent = await findJustRotated(sql, seen, secondsAfter(now, -graceSeconds));
  if (concurrent) return concurrent;
  await sql.begin(async (tx) => {
    if ((await deleteReplayed(tx, seen)) === 0) return;
    const subjects = [`user:${userId}`];
    const detail = { reason: 'an older token came again' };
    const actor = 'anonymous';
    await recordAudit(tx, { at: now, action: 'device.forget', actor, subjects, detail });
  });
  return null;
}

/** The browsers in which a person is not asked, and which of them this one is. */
export const listDevices = (
  cookie: Pick<DeviceCookie, 'read'>,
  userId: string,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<RememberedDevice[]> =>
  readDevices(sql, { userId, hashes: hashesOf(readTokens(cookie.read())), now: clock.now() });

/**
 * Asks a person for a second factor again in this browser, or in all of them. Sessions go on. What such
 * a browser has just proved to a sign-in that is half-way counts no more.
 *
 * @param id all of them where it is null
 * @returns whether there was one
 */
export function forgetDevices(
  { userId, id }: { userId: string; id: string | null },
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<boolean> {
  return sql.begin(async (tx) => {
    await endSignInsHalfWay(tx, [userId]);
    const count = await deleteDevices(tx, { userId, id });
    await moveDevices(tx, userId);
    if (count === 0) return false;
    const person = `user:${userId}`;
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'device.forget', actor: person, subjects: [person] },
      detail: { count },
    });
    return true;
  });
}
