import { UsageError } from '../usage-error.ts';

const local = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * An issuer as it was named, without a slash at the end.
 *
 * @throws UsageError where a token must not be sent
 */
export function readIssuerUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError(`${text} is not a URL.`);
  if (url.protocol === 'http:' && !local.test(url.hostname)) {
    throw new UsageError('A token is sent over https alone, or to this machine.');
  }
  return `${url.origin}${url.pathname}`.replace(/\/$/, '');
}
