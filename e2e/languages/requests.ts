import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { signJwt } from '../../packages/issuer/src/tokens/sign-jwt.ts';
import type { JwtType } from './apis.ts';

/** What a request with a token is made of. */
export interface Material {
  type: JwtType;
  audience: string;
  /** A good JWT for the audience, as the gateway made it. */
  good: string;
  /** One for another API. */
  other: string;
  idToken: string;
  opaque: string;
  publicKey: KeyObject;
  /** With the issuer's own key. */
  sign(claims: object, header?: { typ?: JwtType; kid?: string }): Promise<string>;
}

type Claims = Record<string, unknown>;
type Make = (material: Material, claims: Claims) => string | null | Promise<string | null>;

/** Each has to be refused by every service, with 401. Null: there is no such token. */
export const refused: Record<string, Make> = {
  'no token': () => '',
  'no JWT': () => 'a.b.c',
  'an opaque token': ({ opaque }) => opaque,
  "another API's": ({ other }) => other,
  'other audience': ({ sign }, claims) => sign({ ...claims, aud: ['https://elsewhere.example'] }),
  'other issuer': ({ sign }, claims) => sign({ ...claims, iss: 'https://elsewhere.example' }),
  'ID token': ({ idToken }) => idToken,
  // With `JWT` the configuration lets no client have the id of an API.
  "ID token of a client with the API's id": ({ type, audience, idToken, sign }) =>
    type === 'JWT' ? null : sign({ ...partsOf(idToken).claims, aud: audience }, { typ: 'JWT' }),
  expired: ({ sign }, claims) => sign({ ...claims, iat: now() - 960, exp: now() - 900 }),
  'without end': ({ sign }, { exp: _, ...claims }) => sign(claims),
  'alg none': ({ good }, claims) =>
    `${encode({ ...partsOf(good).header, alg: 'none' })}.${encode(claims)}.`,
  'changed, not signed anew': ({ good }, claims) => {
    const [header, , signature] = good.split('.');
    return `${header}.${encode({ ...claims, sub: 'mallory' })}.${signature}`;
  },
  'signed by another key': ({ good, type }, claims) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const kid = `${partsOf(good).header['kid']}`;
    return signJwt(claims, type, { alg: 'ES256', kid, privateKey });
  },
  // The public key is no secret (RFC 8725, section 2.1).
  'public key as the secret of an HMAC': ({ good, publicKey }, claims) => {
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    const input = `${encode({ ...partsOf(good).header, alg: 'HS256' })}.${encode(claims)}`;
    return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
  },
  'unknown key': ({ sign }, claims) => sign(claims, { kid: 'unknown' }),
};

export function partsOf(jwt: string): { header: Claims; claims: Claims } {
  const [header, claims] = jwt.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return { header: JSON.parse(header!), claims: JSON.parse(claims!) };
}

const now = () => Math.floor(Date.now() / 1000);

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
