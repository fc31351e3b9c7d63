import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { randomLetters } from '../runtime/code-letters.ts';
import type { RequestSource } from '../runtime/request-source.ts';
import { mintOpaqueToken } from '../tokens/opaque-token.ts';
import {
  answerToPoll,
  type DeviceParameters,
  type DeviceRequest,
  type Poll,
  pollInterval,
  userCodeLength,
} from './device-request.ts';
import {
  deleteDeviceRequests,
  insertDeviceRequest,
  readByUserCode,
  readDeviceRequest,
  writeDenied,
  writePoll,
} from './device-requests.store.ts';

/** What a device is told (RFC 8628, section 3.2). Times in seconds. */
export interface DeviceCodes {
  deviceCode: string;
  userCode: string;
  expiresIn: number;
  interval: number;
}

/** Keeps what a device asks for, after all checks. */
export async function beginDeviceRequest(
  asked: { clientId: string; parameters: DeviceParameters; from: RequestSource },
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'settings'>,
): Promise<DeviceCodes> {
  const { sql, clock, random, settings } = context;
  const now = clock.now();
  const expiresIn = settings.lifetimes.deviceRequest;
  const expiresAt = secondsAfter(now, expiresIn);
  const { token: deviceCode, hash: codeHash } = mintOpaqueToken('device', random);
  const id = random.uuid();
  for (;;) {
    const userCode = randomLetters(userCodeLength, random);
    const row = { ...asked, id, codeHash, userCode, now, expiresAt };
    // Of 20^8 codes, one that another request has is drawn once in years.
    if (await insertDeviceRequest(sql, row)) {
      return { deviceCode, userCode, expiresIn, interval: pollInterval.first };
    }
  }
}

/** What a device is told that asks for its tokens, and that it asked. */
export async function pollDeviceRequest(
  presented: { codeHash: Buffer; clientId: string; now: Date },
  { sql }: Pick<Context, 'sql'>,
): Promise<Poll> {
  return answerToPoll(await writePoll(sql, presented), presented.now);
}

type Reading = Pick<Context, 'sql' | 'clock'>;

/** The one of this code, while it can be answered. */
export const findByUserCode = (
  userCode: string,
  { sql, clock }: Reading,
): Promise<DeviceRequest | null> => readByUserCode(sql, { userCode, now: clock.now() });

/** The one of this id, while it can be answered. */
export const findDeviceRequest = (
  id: string,
  { sql, clock }: Reading,
): Promise<DeviceRequest | null> => readDeviceRequest(sql, { id, now: clock.now() });

/**
 * The person does not want it, or did not start it: the device is told so.
 *
 * @param userId null where they left before they signed in.
 * @returns false where it was answered before, or has expired.
 */
export function denyDevice(
  { id, clientId, userId }: { id: string; clientId: string; userId: string | null },
  { sql, clock }: Reading,
): Promise<boolean> {
  const now = clock.now();
  return sql.begin(async (tx) => {
    if (!(await writeDenied(tx, { id, now }))) return false;
    const user = userId === null ? [] : [`user:${userId}`];
    await recordAudit(tx, {
      ...{ at: now, action: 'device_request.deny', actor: user[0] ?? 'anonymous' },
      subjects: [...user, `client:${clientId}`],
    });
    return true;
  });
}

/** How long one is kept that has expired, in seconds: a device that asks late is told why. */
const kept = 86_400;

export const forgetDeviceRequests = (now: Date, { sql }: Pick<Context, 'sql'>): Promise<void> =>
  deleteDeviceRequests(sql, secondsAfter(now, -kept));
