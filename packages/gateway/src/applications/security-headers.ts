import type { Application } from '../configuration.ts';

/**
 * What a page of an application may do by default: load from its own origin and nowhere else, call
 * its own origin and the issuer (the page behind an action link does), be framed by no page, and
 * tell no other origin where it was. A browser asks each time whether its copy is still good.
 */
const defaults = (issuerUrl: string): Record<string, string> => ({
  'Cache-Control': 'no-cache',
  'Content-Security-Policy':
    "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; " +
    "form-action 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; " +
    `connect-src 'self' ${new URL(issuerUrl).origin}`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
});

/** With what the application's configuration says over it. Name and value in turn. */
export function pageHeaders({ headers: own = {} }: Application, issuerUrl: string): string[] {
  const replaced = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const kept = Object.entries(defaults(issuerUrl)).filter(
    ([name]) => !replaced.has(name.toLowerCase()),
  );
  const given = Object.entries(own).filter(([, value]) => value !== null);
  return [...kept, ...given].flatMap(([name, value]) => [name, value!]);
}
