import { randomBytes } from 'node:crypto';
import type { Application } from '../configuration.ts';
import { createCookieSeal } from '../token-handler/cookie-seal.ts';
import { type Session, toSealed } from '../token-handler/session.ts';

/** The cookie of a browser that is signed in to an application. */
export function sealedSession(
  key: Buffer,
  { host, path }: Pick<Application, 'host' | 'path'>,
  session: Session,
): string {
  const name = '__Host-sp_session';
  const { seal } = createCookieSeal({ cookieKey: key, random: randomBytes });
  return `${name}=${seal(`${name} ${host}${path}`, toSealed(session))}`;
}
