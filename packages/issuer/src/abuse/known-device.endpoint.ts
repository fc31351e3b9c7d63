import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { cookieOf } from '../http/cookies.ts';
import { numericDate } from '../runtime/clock.ts';
import { deviceLifetime, findDevice, type KnownDevice, withDevice } from './known-devices.ts';

type Dependencies = Pick<Context, 'clock' | 'random' | 'secrets'>;

/** The browser that asks, as the account of this address knows it; null for a stranger. */
export const deviceOf = (
  request: Request,
  email: string,
  { clock, secrets }: Pick<Context, 'clock' | 'secrets'>,
): KnownDevice | null =>
  findDevice(cookieOf(request, 'sp_device').read(), {
    ...{ email, key: secrets.signIn, now: numericDate(clock.now()) },
  });

interface Kept {
  email: string;
  secondFactor: boolean;
  /** Whether a session was started; what was proved alone may have been a stranger's half of it. */
  hasSession?: boolean;
}

/**
 * Keeps that the owner of an account has proved who they are in this browser: what strangers do to the
 * account slows it down no more.
 */
export function keepDevice(
  request: Request,
  { email, secondFactor, hasSession = false }: Kept,
  context: Dependencies,
): void {
  const { clock, random, secrets } = context;
  const known = deviceOf(request, email, context);
  const device = {
    id: known?.id ?? random.bytes(16).toString('base64url'),
    secondFactor: secondFactor || (known?.secondFactor ?? false),
    since: known?.since || (hasSession ? numericDate(clock.now()) : 0),
  };
  const cookie = cookieOf(request, 'sp_device');
  const account = { email, key: secrets.signIn, now: numericDate(clock.now()) };
  cookie.write(withDevice(cookie.read(), device, account), deviceLifetime);
}
