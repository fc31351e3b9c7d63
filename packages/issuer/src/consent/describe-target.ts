import type { ConsentPage } from './consent.page.ts';

/** Where an answer goes, for a person: the program that asks is known by nothing else. */
export function describeTarget(redirectUri: string): ConsentPage['target'] {
  const { protocol, host, hostname } = new URL(redirectUri);
  if (protocol !== 'https:' && protocol !== 'http:') {
    return { text: 'consent.target.scheme', values: { scheme: protocol } };
  }
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  return isLoopback
    ? { text: 'consent.target.device', values: { host } }
    : { text: 'consent.target.site', values: { host } };
}
