import { hkdfSync } from 'node:crypto';
import { createEnvelope, nonceLength } from '@sallyport/base/envelope.ts';

export interface OpenedCookie {
  content: unknown;
  /** Sealed with a key that is on its way out: to be set again when there is an answer to set it with. */
  outdated: boolean;
}

/**
 * Seals what our cookies hold. `purpose` (name of the cookie and host) is authenticated: a cookie
 * moved elsewhere does not open.
 */
export interface CookieSeal {
  seal(purpose: string, content: unknown): string;
  /** Null for anything that was not sealed with one of the keys for this purpose. */
  open(purpose: string, sealed: string): OpenedCookie | null;
}

interface Dependencies {
  /** The first seals, and all of them open. */
  cookieKeys: readonly Buffer[];
  random(bytes: number): Buffer;
}

export function createCookieSeal({ cookieKeys, random }: Dependencies): CookieSeal {
  const envelopes = cookieKeys.map((key) =>
    createEnvelope(Buffer.from(hkdfSync('sha256', key, '', 'sallyport cookie envelope', 32))),
  );
  return {
    seal(purpose, content) {
      const plain = Buffer.from(JSON.stringify(content));
      return envelopes[0]!.seal(plain, purpose, random(nonceLength)).toString('base64url');
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      for (const envelope of envelopes) {
        const opened = envelope.open(bytes, purpose);
        if (!opened) continue;
        const content: unknown = JSON.parse(opened.plain.toString());
        return { content, outdated: envelope !== envelopes[0] };
      }
      return null;
    },
  };
}
