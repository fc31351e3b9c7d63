import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** An event as the chain has it. Times are microseconds since 1970, as text. */
export interface ChainedEvent {
  id: string;
  at: string;
  /** Null where the event is gone. */
  facts: { action: string; actor: string; act: string | null; subjects: string[] } | null;
  /** Null once it is erased. */
  personal: PersonalData | null;
}

export interface PersonalData {
  salt: Buffer;
  /** The JSON text, as the database writes it. */
  detail: string;
  address: string | null;
  network: string | null;
  userAgent: string | null;
}

export interface Link {
  number: number;
  hash: Buffer;
}

/** What the hash of a batch is made of, besides the hash before. */
export interface BatchHead {
  number: number;
  /** Milliseconds since 1970. */
  period: number;
  sealedAt: number;
  count: number;
  /** Of its events: {@link contentOf}. */
  content: Buffer;
}

const sha256 = (...parts: readonly (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const commitmentBytes = 32;

/** Stands for an event that was gone before the chain had it. */
const nothing = Buffer.alloc(commitmentBytes);

/**
 * What the chain holds of the personal data of an event. Without the salt, the data cannot be found by
 * trying all possible values, so that the commitment says nothing once data and salt are erased.
 */
export function commitmentOf({ facts, personal }: ChainedEvent): Buffer {
  if (!facts || !personal) return nothing;
  const { salt, detail, address, network, userAgent } = personal;
  return sha256(salt, JSON.stringify([detail, address, network, userAgent]));
}

/** The hash of events, with the commitment of each. */
export const contentOf = (events: readonly { event: ChainedEvent; commitment: Buffer }[]): Buffer =>
  sha256(...events.map(({ event, commitment }) => leafOf(event, commitment)));

function leafOf({ id, at, facts }: ChainedEvent, commitment: Buffer): Buffer {
  const { action, actor, act, subjects } = facts ?? {};
  const told = facts ? [id, at, action, actor, act, subjects] : [id, at];
  return sha256(JSON.stringify(told), commitment);
}

export const hashOf = (before: Buffer, head: BatchHead): Buffer => {
  const { number, period, sealedAt, count, content } = head;
  const told = [
    1,
    before.toString('hex'),
    number,
    period,
    sealedAt,
    count,
    content.toString('hex'),
  ];
  return sha256(`sallyport audit ${JSON.stringify(told)}`);
};

/** What a key is known by in the tables. */
export const keyIdOf = (key: Buffer): Buffer => sha256('sallyport audit key', key).subarray(0, 8);

export const macOf = (key: Buffer, hash: Buffer): Buffer =>
  createHmac('sha256', key).update(hash).digest();

/** The end of the chain, and its beginning. */
export interface ChainEnds {
  head: Link;
  dropped: Link & { until: Date | null };
}

/** What the MAC of both ends is made over. */
export const endsDigest = ({ head, dropped }: ChainEnds): Buffer => {
  const told = [
    ...[head.number, head.hash.toString('hex')],
    ...[dropped.number, dropped.hash.toString('hex'), dropped.until?.getTime() ?? null],
  ];
  return sha256(`sallyport audit ends ${JSON.stringify(told)}`);
};

export const isSame = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

const width = 30 * 86_400_000;

/** The end of the period that a time is in, in milliseconds; also that of its partition. */
export const periodEnd = (time: number): number => (Math.floor(time / width) + 1) * width;

/** The start of the period that a time is in. */
export const periodStart = (time: number): number => Math.floor(time / width) * width;
