import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { PrincipalKind } from '@sallyport/protocol/principal.ts';
import type { Context } from '../context.ts';
import { numericDate } from '../runtime/clock.ts';
import { type RowDays, sealToken } from './sealed-token.ts';

interface Issue {
  kind: PrincipalKind;
  source: string;
  rows?: RowDays;
  client: string;
  scope: string[];
  audiences: string[];
  /** Empty where it is not confined. */
  details?: AuthorizationDetail[];
  /** Its id. */
  organization?: string | undefined;
  /** Its id. */
  impersonation?: string | undefined;
  now: Date;
  /** Seconds; the installation's default when left out. */
  lifetime?: number;
  /** A new one when left out. */
  id?: string;
}

/** Seals an access token. Writes nothing. */
export function issueAccessToken(
  {
    kind,
    source,
    rows,
    client,
    scope,
    audiences,
    details = [],
    organization,
    impersonation,
    now,
    lifetime,
    id,
  }: Issue,
  { keys, random, settings }: Pick<Context, 'keys' | 'random' | 'settings'>,
): { accessToken: string; expiresIn: number } {
  const expiresIn = lifetime ?? settings.lifetimes.accessToken;
  const issuedAt = numericDate(now);
  const facts = {
    id: id ?? random.bytes(16).toString('base64url'),
    kind,
    source,
    client,
    scope,
    audiences,
    ...(details.length > 0 && { details }),
    ...(organization !== undefined && { organization }),
    ...(impersonation !== undefined && { impersonation }),
    issuedAt,
    expiresAt: issuedAt + expiresIn,
    ...(rows && { rows }),
  };
  return { accessToken: sealToken(facts, keys, random), expiresIn };
}
