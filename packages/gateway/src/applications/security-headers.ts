/**
 * What a page of an application may do by default: load from its own origin and nowhere else, call
 * its own origin and the issuer (the page behind an action link does), be framed by no page, and
 * tell no other origin where it was. Name and value in turn.
 */
export const securityHeaders = (issuerUrl: string): string[] => [
  'Content-Security-Policy',
  "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; " +
    "form-action 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; " +
    `connect-src 'self' ${new URL(issuerUrl).origin}`,
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'no-referrer',
  'Cross-Origin-Opener-Policy',
  'same-origin',
];
