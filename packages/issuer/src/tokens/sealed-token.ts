import type { PrincipalKind } from '@sallyport/protocol/principal.ts';
import { formatToken, parseToken, tokenPrefixes } from '@sallyport/protocol/token-format.ts';
import type { Keys, SealingKey } from '../keys/keys.ts';
import type { Random } from '../runtime/random.ts';
import { createXaes, nonceLength, type Xaes } from './xaes-256-gcm.ts';

/**
 * The facts that an outside access token carries. What it *allows* is never among them: that is
 * read from the database when the token is swapped.
 */
export interface SealedFacts {
  /** Token id: what it is revoked by. */
  id: string;
  kind: PrincipalKind;
  /** Grant id for a user, link id for a link, client id for a client: the living row behind it. */
  source: string;
  client: string;
  scope: string[];
  /** The APIs it may be swapped for. */
  audiences: string[];
  /** NumericDate. */
  issuedAt: number;
  expiresAt: number;
}

const kidLength = 6;
/** No token that fits a header is longer; nothing longer is looked at. */
const longestToken = 8192;
/** One byte ahead of the facts, so that their form can change while old tokens live. */
const formVersion = 1;

const xaesByKey = new WeakMap<SealingKey, Xaes>();

function xaesFor(key: SealingKey): Xaes {
  let xaes = xaesByKey.get(key);
  if (!xaes) {
    xaes = createXaes(key.key);
    xaesByKey.set(key, xaes);
  }
  return xaes;
}

/** Prefix and key id are authenticated with the facts. */
const associatedData = (kid: string): Buffer => Buffer.from(tokenPrefixes.access + kid);

export function sealToken(facts: SealedFacts, keys: Keys, random: Random): string {
  const key = keys.sealing();
  const nonce = random.bytes(nonceLength);
  const sealed = xaesFor(key).seal(nonce, encode(facts), associatedData(key.kid));
  return formatToken('access', key.kid + Buffer.concat([nonce, sealed]).toString('base64url'));
}

/** The facts of a token that we sealed, expired or not; null for anything else. */
export function openToken(token: string, keys: Keys): SealedFacts | null {
  const body = token.length > longestToken ? null : parseToken('access', token);
  if (body === null) return null;
  const kid = body.slice(0, kidLength);
  const key = keys.sealingById(kid);
  if (!key) return null;
  const bytes = Buffer.from(body.slice(kidLength), 'base64url');
  const nonce = bytes.subarray(0, nonceLength);
  const plain = xaesFor(key).open(nonce, bytes.subarray(nonceLength), associatedData(kid));
  return plain && decode(plain);
}

type Tuple = [string, PrincipalKind, string, string, string[], string[], number, number];

/** A JSON array without names: the token stays short, and reading it needs no library. */
function encode(facts: SealedFacts): Buffer {
  const tuple: Tuple = [
    facts.id,
    facts.kind,
    facts.source,
    facts.client,
    facts.scope,
    facts.audiences,
    facts.issuedAt,
    facts.expiresAt - facts.issuedAt,
  ];
  return Buffer.concat([Buffer.of(formVersion), Buffer.from(JSON.stringify(tuple))]);
}

function decode(plain: Buffer): SealedFacts | null {
  if (plain[0] !== formVersion) return null;
  const [id, kind, source, client, scope, audiences, issuedAt, life] = JSON.parse(
    plain.toString('utf8', 1),
  ) as Tuple;
  return { id, kind, source, client, scope, audiences, issuedAt, expiresAt: issuedAt + life };
}
