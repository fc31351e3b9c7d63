/** An authenticator of WebAuthn, level 3, section 6, in software, with the browser in front of it. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { cbor } from './cbor.ts';

export type KeyKind = 'ES256' | 'EdDSA' | 'RS256' | 'ES384';

/** What an attacker, or a broken authenticator, changes. */
export interface Lies {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  topOrigin?: string;
  /** Of the authenticator data; user present, and verified unless the authenticator cannot. */
  flags?: number;
  counter?: number;
  userHandle?: string | undefined;
  id?: string;
  /** Changes what is signed, after it was signed. */
  spoilSignature?: boolean;
  /** Bytes that are left of the authenticator data or the attestation object. */
  keep?: number;
  attestation?: { fmt: string; attStmt: ReadonlyMap<string, unknown> };
  /** Bytes of the credential id. */
  idLength?: number;
  /** The credential id of another authenticator. */
  useId?: Buffer;
}

/** What it keeps of one passkey. */
export interface HeldPasskey {
  id: Buffer;
  userHandle: string;
  rpId: string;
  privateKey: KeyObject;
  kind: KeyKind;
  counter: number;
}

export interface CreationOptions {
  challenge: string;
  rp: { id?: string };
  user: { id: string };
}

export interface RequestOptions {
  challenge: string;
  rpId?: string;
}

const present = 0x01;
const verified = 0x04;
const backupEligible = 0x08;
const backedUp = 0x10;
const hasCredential = 0x40;

export class Authenticator {
  readonly held: HeldPasskey[] = [];
  readonly #origin: string;
  readonly #checksPerson: boolean;
  readonly #isSynced: boolean;

  /** @param checksPerson false for a security key that is only touched. */
  constructor(origin: string, { checksPerson = true, isSynced = false } = {}) {
    this.#origin = origin;
    this.#checksPerson = checksPerson;
    this.#isSynced = isSynced;
  }

  /** `navigator.credentials.create`, as `passkey.js` sends it. */
  create(options: CreationOptions, lies: Lies = {}, kind: KeyKind = 'ES256'): string {
    const { privateKey, cose } = newKey(kind);
    const rpId = options.rp.id ?? new URL(this.#origin).hostname;
    const id = lies.useId ?? randomBytes(lies.idLength ?? 32);
    this.held.push({ id, userHandle: options.user.id, rpId, privateKey, kind, counter: 0 });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const authData = Buffer.concat([
      this.#authenticatorData({ rpId, counter: 0, ...lies }, hasCredential),
      ...[Buffer.alloc(16), length, id, cose],
    ]);
    const attestationObject = cbor(
      new Map<string, unknown>([
        ['fmt', lies.attestation?.fmt ?? 'none'],
        ['attStmt', lies.attestation?.attStmt ?? new Map()],
        ['authData', authData],
      ]),
    ).subarray(0, lies.keep);
    return JSON.stringify({
      ...named(id, lies),
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options.challenge, lies),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal'],
      },
    });
  }

  /** `navigator.credentials.get` with the passkey that was made last. */
  get(options: RequestOptions, lies: Lies = {}, passkey = this.held.at(-1)!): string {
    passkey.counter += 1;
    const { id, counter, userHandle } = passkey;
    const rpId = options.rpId ?? passkey.rpId;
    const authData = this.#authenticatorData({ rpId, counter, ...lies }, 0);
    const clientDataJSON = this.#clientData('webauthn.get', options.challenge, lies);
    const clientData = Buffer.from(clientDataJSON, 'base64url');
    const signature = signed(passkey, Buffer.concat([authData, sha256(clientData)]));
    if (lies.spoilSignature) signature[signature.length - 1]! ^= 1;
    return JSON.stringify({
      ...named(id, lies),
      response: {
        clientDataJSON,
        authenticatorData: authData.subarray(0, lies.keep).toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: 'userHandle' in lies ? lies.userHandle : userHandle,
      },
    });
  }

  #authenticatorData(
    { rpId, counter, flags }: { rpId: string; counter: number; flags?: number },
    more: number,
  ): Buffer {
    const usual =
      present |
      (this.#checksPerson ? verified : 0) |
      (this.#isSynced ? backupEligible | backedUp : 0);
    const rest = Buffer.alloc(5);
    rest.writeUInt8((flags ?? usual) | more);
    rest.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(rpId), rest]);
  }

  #clientData(type: string, challenge: string, lies: Lies): string {
    const { topOrigin } = lies;
    const data = {
      type: lies.type ?? type,
      challenge: lies.challenge ?? challenge,
      origin: lies.origin ?? this.#origin,
      crossOrigin: lies.crossOrigin ?? false,
      ...(topOrigin === undefined ? {} : { topOrigin }),
    };
    return Buffer.from(JSON.stringify(data)).toString('base64url');
  }
}

function named(id: Buffer, lies: Lies) {
  const name = lies.id ?? id.toString('base64url');
  return { id: name, rawId: name, type: 'public-key', clientExtensionResults: {} };
}

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

const signed = ({ kind, privateKey }: HeldPasskey, bytes: Buffer): Buffer =>
  sign(kind === 'EdDSA' ? null : kind === 'ES384' ? 'sha384' : 'sha256', bytes, privateKey);

/** A key pair, the public half as COSE_Key (RFC 9053, sections 7.1 and 7.2; RFC 8230, section 4). */
function newKey(kind: KeyKind): { privateKey: KeyObject; cose: Buffer } {
  const { publicKey, privateKey } =
    kind === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : kind === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('ec', { namedCurve: kind === 'ES256' ? 'P-256' : 'P-384' });
  const jwk = publicKey.export({ format: 'jwk' });
  const part = (name: 'x' | 'y' | 'n' | 'e') => Buffer.from(jwk[name] as string, 'base64url');
  const onCurve = (alg: number, curve: number) =>
    new Map<number, unknown>([
      [1, 2],
      [3, alg],
      [-1, curve],
      [-2, part('x')],
      [-3, part('y')],
    ]);
  const coseKeys: Record<KeyKind, () => Map<number, unknown>> = {
    ES256: () => onCurve(-7, 1),
    ES384: () => onCurve(-35, 2),
    EdDSA: () =>
      new Map<number, unknown>([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, part('x')],
      ]),
    RS256: () =>
      new Map<number, unknown>([
        [1, 3],
        [3, -257],
        [-1, part('n')],
        [-2, part('e')],
      ]),
  };
  return { privateKey, cose: cbor(coseKeys[kind]()) };
}
