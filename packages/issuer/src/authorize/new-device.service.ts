import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { readDevice } from '../devices/device.ts';
import type { Brand } from '../mail/brand.ts';
import { tellOwner } from '../mail/tell-owner.service.ts';
import type { Language } from '../pages/language.ts';
import { deviceName } from '../pages/parts/device.ts';
import { routes } from '../routes.ts';
import { hasSignedInBefore } from '../sessions/sessions.service.ts';

export interface NewDevice {
  to: { userId: string; email: string; emailVerified: boolean };
  /** As it calls itself. */
  userAgent: string | null;
  network: string;
  /** Of the mail. */
  language: Pick<Language, 't' | 'tag'>;
  brand: Brand;
}

/**
 * Tells the owner of an account of a sign-in with a browser that the account does not know. Not of the first
 * sign-in: at that time the account knows no browser. Part of the transaction in which the session begins.
 */
export async function tellOfNewDevice(
  tx: Transaction,
  { to, userAgent, network, language, brand }: NewDevice,
  context: Pick<Context, 'clock' | 'mail' | 'settings'>,
): Promise<void> {
  const { clock, settings } = context;
  const now = clock.now();
  if (!(await hasSignedInBefore(tx, to.userId, now))) return;
  const device = deviceName(language, readDevice(userAgent));
  const link = settings.url + routes.accountSection('sessions');
  const parameters = { at: now, device, place: network, link };
  const mail = { kind: 'new-device', to, language: language.tag, parameters, brand } as const;
  await tellOwner(tx, mail, context);
}
