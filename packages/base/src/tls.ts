import type { Server } from 'node:tls';

/**
 * TLS of our own listeners: no version before 1.2, and only suites that authenticate what they
 * encrypt and whose session keys a stolen private key does not give away (RFC 9325, section 4.2).
 */
export const tlsPolicy = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
  ].join(':'),
  /** Milliseconds until a handshake is complete. */
  handshakeTimeout: 10_000,
} as const;

/** Sent with every answer over our own TLS: browsers then never use plain HTTP (RFC 6797). */
export const strictTransportSecurity = 'max-age=31536000';

/** PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** What a server of ours shows, and how it learns of the next one. */
export interface ServerCertificate extends Certificate {
  /** Calls with each certificate that takes this one's place. @returns how to stop it */
  onRenewal?: (use: (renewed: Certificate) => void) => () => void;
}

/** Connections from then on get the renewed certificate; those that are open go on. */
export function followRenewals(server: Server, { onRenewal }: ServerCertificate): void {
  const stop = onRenewal?.((renewed) => server.setSecureContext({ ...renewed, ...tlsPolicy }));
  if (stop) server.once('close', stop);
}
