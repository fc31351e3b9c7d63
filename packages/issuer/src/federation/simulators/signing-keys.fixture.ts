import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type Clock, numericDate } from '../../runtime/clock.ts';

/** What this system is called at every simulator. */
export const client = { id: 'us', secret: 'a secret +/= of ours' };

/** Made once: they take a while. */
const pairs = [0, 1, 2].map(() => generateKeyPair('RS256'));

export class SigningKeys {
  readonly #clock: Pick<Clock, 'now'>;
  #next: number;
  #current: { kid: string; key: CryptoKey } | null = null;
  readonly public: object[] = [];

  /** @param first which of the keys is the first. */
  constructor(clock: Pick<Clock, 'now'>, first = 0) {
    this.#clock = clock;
    this.#next = first;
  }

  /** The next token is signed with a key that was not there before. */
  async rotate(kid = `key-${this.#next}`): Promise<void> {
    const { privateKey, publicKey } = await pairs[this.#next++]!;
    this.#current = { kid, key: privateKey };
    const shown = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
    this.public.splice(0, Infinity, shown);
  }

  async sign(claims: JWTPayload): Promise<string> {
    if (!this.#current) await this.rotate();
    const { kid, key } = this.#current!;
    const now = numericDate(this.#clock.now());
    return new SignJWT({ iat: now, exp: now + 600, aud: client.id, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(key);
  }
}
