import { OAuthError } from '@sallyport/protocol/errors.ts';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

const timeoutMs = 5_000;
const metadataLimit = 256 * 1024;
/** How long a discovery document is believed; its keys are fetched again on an unknown `kid`. */
const metadataMaxAgeMs = 10 * 60_000;

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

interface Known {
  keys: Promise<JWTVerifyGetKey>;
  until: number;
}

const known = new Map<string, Known>();

/**
 * The keys of an issuer that the configuration trusts, by its discovery document.
 *
 * @param monotonic the time now, in milliseconds.
 * @throws OAuthError `temporarily_unavailable` when the issuer does not answer as it should; so does
 *   what it returns, when the keys cannot be had.
 */
export function remoteKeys(issuer: string, monotonic: number): Promise<JWTVerifyGetKey> {
  const entry = known.get(issuer);
  if (entry && entry.until > monotonic) return entry.keys;
  const keys = discover(issuer);
  known.set(issuer, { keys, until: monotonic + metadataMaxAgeMs });
  keys.catch(() => known.delete(issuer));
  return keys;
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  try {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
      headers: { accept: 'application/json' },
    });
    if (!answer.ok) throw new Error(`discovery answered ${answer.status}`);
    const metadata = metadataSchema.parse(JSON.parse(await readLimited(answer)));
    // OpenID Connect Discovery, section 4.3: the document must speak of the issuer that was asked.
    if (metadata.issuer !== issuer) throw new Error('discovery names another issuer');
    return keysAt(new URL(metadata.jwks_uri));
  } catch (cause) {
    throw unreachable(cause);
  }
}

function keysAt(url: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, { timeoutDuration: timeoutMs, cacheMaxAge: 5 * 60_000 });
  return (header, token) =>
    keys(header, token).catch((error) => {
      throw isAboutToken(error) ? error : unreachable(error);
    });
}

/** The keys were there, and the token names none of them. */
const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;

const unreachable = (cause: unknown) =>
  new OAuthError('temporarily_unavailable', 'The issuer of this token cannot be reached.', {
    cause,
    retryAfter: 5,
  });

async function readLimited(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.length;
    if (length > metadataLimit) throw new Error('discovery document is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
