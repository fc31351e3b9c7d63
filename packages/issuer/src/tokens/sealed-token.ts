import { createEnvelope, type Envelope, nonceLength } from '@sallyport/base/envelope.ts';
import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { PrincipalKind } from '@sallyport/protocol/principal.ts';
import { formatToken, parseToken, tokenPrefixes } from '@sallyport/protocol/token-format.ts';
import type { Keys, SealingKey } from '../keys/keys.ts';
import type { Random } from '../runtime/random.ts';

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
  /** What a person's token is confined to; a link has its own. */
  details?: AuthorizationDetail[];
  /** The id of the organization that a person's token is for. */
  organization?: string;
  /** The id of the impersonation in which a person's token was made, where they did not sign in themselves. */
  impersonation?: string;
  /** NumericDate. */
  issuedAt: number;
  expiresAt: number;
  /** Where the rows behind it are; absent for a client's token, and unknown in older ones. */
  rows?: RowDays;
}

/**
 * On which days since 1970 the rows behind a token expire, in UTC: their partitions, of which a
 * look-up then reads no others. They say where to look, and nothing of whether a token is good.
 */
export interface RowDays {
  /** Of the grant, or the link. */
  source: number;
  /** Of the session that the grant hangs on. */
  session?: number;
}

export const dayMs = 86_400_000;

export const dayOf = (time: Date): number => Math.floor(time.getTime() / dayMs);

const kidLength = 6;
/** No token that fits a header is longer; nothing longer is looked at. */
const maxTokenLength = 8192;
/**
 * One byte ahead of the facts, so that their form can change while old tokens live. Confined tokens have
 * another one: a node that does not know it refuses them, and never takes them for whole ones.
 */
const plainForm = 1;
const confinedForm = 2;
/** So have those for an organization, confined or not: they are never taken for tokens without one. */
const organizationForm = 3;
/** And those of an administrator who acts as the person: never taken for the person's own. */
const impersonatedForm = 4;

const envelopes = new WeakMap<SealingKey, Envelope>();

function envelopeOf(key: SealingKey): Envelope {
  let envelope = envelopes.get(key);
  if (!envelope) {
    envelope = createEnvelope(key.key);
    envelopes.set(key, envelope);
  }
  return envelope;
}

/** Prefix and key id are authenticated with the facts. */
const label = (kid: string): string => tokenPrefixes.access + kid;

export function sealToken(facts: SealedFacts, keys: Keys, random: Random): string {
  const key = keys.sealing();
  const nonce = random.bytes(nonceLength);
  const sealed = envelopeOf(key).seal(encode(facts), label(key.kid), nonce);
  return formatToken('access', key.kid + sealed.toString('base64url'));
}

/** Which key a token names that was opened. */
export const sealedBy = (token: string): string =>
  token.slice(tokenPrefixes.access.length, tokenPrefixes.access.length + kidLength);

/** The facts of a token that we sealed, expired or not; null for anything else. */
export function openToken(token: string, keys: Keys): SealedFacts | null {
  const body = token.length > maxTokenLength ? null : parseToken('access', token);
  if (body === null) return null;
  const kid = body.slice(0, kidLength);
  const key = keys.sealingById(kid);
  if (!key) return null;
  const opened = envelopeOf(key).open(Buffer.from(body.slice(kidLength), 'base64url'), label(kid));
  return opened && decode(opened.plain);
}

type Tuple = [
  ...[id: string, kind: PrincipalKind, source: string, client: string],
  ...[scope: string[], audiences: string[], issuedAt: number, life: number],
  ...days: number[],
];

type ConfinedTuple = [details: AuthorizationDetail[], ...Tuple];

type OrganizationTuple = [organization: string, details: AuthorizationDetail[] | null, ...Tuple];

type ImpersonatedTuple = [
  ...[impersonation: string, organization: string | null, details: AuthorizationDetail[] | null],
  ...Tuple,
];

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
    ...daysOf(facts.rows),
  ];
  const [form, written] = inForm(facts, tuple);
  return Buffer.concat([Buffer.of(form), Buffer.from(JSON.stringify(written))]);
}

function inForm(
  { details, organization, impersonation }: SealedFacts,
  tuple: Tuple,
): [form: number, written: Tuple | ConfinedTuple | OrganizationTuple | ImpersonatedTuple] {
  if (impersonation !== undefined) {
    return [impersonatedForm, [impersonation, organization ?? null, details ?? null, ...tuple]];
  }
  if (organization !== undefined) {
    return [organizationForm, [organization, details ?? null, ...tuple]];
  }
  return details ? [confinedForm, [details, ...tuple]] : [plainForm, tuple];
}

function decode(plain: Buffer): SealedFacts | null {
  const [form] = plain;
  const written = (): unknown => JSON.parse(plain.toString('utf8', 1));
  if (form === plainForm) return factsOf(written() as Tuple);
  if (form === confinedForm) {
    const [details, ...tuple] = written() as ConfinedTuple;
    return { ...factsOf(tuple), details };
  }
  if (form === impersonatedForm) {
    const [impersonation, organization, details, ...tuple] = written() as ImpersonatedTuple;
    const facts = { ...factsOf(tuple), impersonation, ...(details && { details }) };
    return organization === null ? facts : { ...facts, organization };
  }
  if (form !== organizationForm) return null;
  const [organization, details, ...tuple] = written() as OrganizationTuple;
  return { ...factsOf(tuple), organization, ...(details && { details }) };
}

function factsOf(tuple: Tuple): SealedFacts {
  const [id, kind, source, client, scope, audiences, issuedAt, life, ...days] = tuple;
  const facts = { id, kind, source, client, scope, audiences, issuedAt };
  return { ...facts, expiresAt: issuedAt + life, ...rowsOf(days) };
}

const daysOf = (rows: RowDays | undefined): number[] =>
  rows ? [rows.source, ...(rows.session === undefined ? [] : [rows.session])] : [];

function rowsOf([source, session]: number[]): Pick<SealedFacts, 'rows'> {
  if (source === undefined) return {};
  return { rows: { source, ...(session !== undefined && { session }) } };
}
