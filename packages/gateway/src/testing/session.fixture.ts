import { randomBytes } from 'node:crypto';
import type { Application } from '../configuration.ts';
import { createCookieSeal } from '../token-handler/cookie-seal.ts';
import { type Session, toSealed } from '../token-handler/session.ts';

/** The cookie of a browser that is signed in to an application. */
export function sealedSession(
  key: Buffer,
  { host, path }: Pick<Application, 'host' | 'path'>,
  session: Omit<Session, 'endsAt'>,
): string {
  const name = '__Host-Http-sp_session';
  const { seal } = createCookieSeal({ cookieKeys: [key], random: randomBytes });
  return `${name}=${seal(`${name} ${host}${path}`, toSealed({ ...session, endsAt: session.expiresAt }))}`;
}
