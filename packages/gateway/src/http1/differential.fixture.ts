import { type LlhttpMessage, llhttpMethods, readByLlhttp } from './llhttp.fixture.ts';
import { createChance, someMessages } from './messages.fixture.ts';
import { readStrictly, type StrictMessage } from './strict-reader.fixture.ts';

/** What was compared, so that a test can see that it compared something. */
export interface Compared {
  /** Messages whose head was taken here. */
  taken: number;
  /** Those with a body that was read to its end. */
  bodies: number;
  /** Inputs that neither reader takes any of. */
  refused: number;
  /** Inputs that llhttp takes and the strict subset leaves out. */
  leftOut: number;
}

/**
 * Reads generated connections with our reader, split at random, and with llhttp, whole.
 *
 * @throws Error with the input, when ours takes what llhttp does not, or reads it as something else
 */
export function compareReaders(
  kind: 'request' | 'response',
  count: number,
  seed: number,
): Compared {
  const chance = createChance(seed);
  const compared = { taken: 0, bodies: 0, refused: 0, leftOut: 0 };
  for (let index = 0; index < count; index++) {
    const text = someMessages(chance, kind);
    const method = kind === 'response' && chance(6) === 0 ? 'HEAD' : 'GET';
    const cuts = chance(4) === 0 ? someCuts(chance, text.length) : [];
    compareOne(kind, text, { method, cuts }, compared);
  }
  return compared;
}

function someCuts(chance: ReturnType<typeof createChance>, length: number): number[] {
  if (chance(20) > 0) return [chance(length + 1)];
  return Array.from({ length: Math.max(0, length - 1) }, (_, index) => index + 1);
}

/** The same for one connection's bytes, split at `cuts` for ours. */
export function compareOne(
  kind: 'request' | 'response',
  text: string,
  { method = 'GET', cuts = [] as number[] } = {},
  compared: Compared = { taken: 0, bodies: 0, refused: 0, leftOut: 0 },
): void {
  const ours = readStrictly(kind, text, { method, cuts });
  const theirs = readByLlhttp(kind, text, method);
  for (const [index, mine] of ours.messages.entries()) {
    const other = theirs.messages[index];
    const difference = other ? differenceOf(mine, other, kind, method) : 'not taken by llhttp';
    if (difference !== null) {
      const input = JSON.stringify({ kind, method, cuts, text });
      throw new Error(`${difference}: ${input}\nours ${show(mine)}\nllhttp ${show(other)}`);
    }
    compared.taken++;
    if (mine.complete && mine.body !== '') compared.bodies++;
  }
  if (ours.messages.length > 0) return;
  if (theirs.messages.length === 0) compared.refused++;
  else compared.leftOut++;
}

const show = (message: unknown): string => JSON.stringify(message);

/** In what they differ, or null. */
function differenceOf(
  mine: StrictMessage,
  other: LlhttpMessage,
  kind: 'request' | 'response',
  method: string,
): string | null {
  const same = (a: readonly string[], b: readonly string[]) => a.join('\n') === b.join('\n');
  if (kind === 'request' && llhttpMethods[mine.method] !== other.method) return 'method';
  if (kind === 'response' && mine.status !== other.status) return 'status';
  if (mine.target !== other.url) return 'target';
  if (mine.reason !== other.reason) return 'reason';
  if (!same(mine.fields, other.fields.slice(0, other.headFields))) return 'fields';
  // After a 101 no more of HTTP follows, with Upgrade or without; our clients refuse one.
  if (other.upgrade && mine.status !== 101) return 'upgrade';
  // What llhttp says at the end of a head of these two is not about the connection.
  const isTold = kind === 'request' || (mine.status >= 200 && method !== 'HEAD');
  if (isTold && !mine.close && !other.keepAlive) return 'close';
  if (isTold && mine.close && other.keepAlive && other.version === '1.1') return 'keep-alive';
  if (!mine.complete) return other.body.startsWith(mine.body) ? null : 'part of a body';
  if (!other.complete) return 'completeness';
  if (mine.body !== other.body) return 'body';
  if (!same(mine.trailers, other.fields.slice(other.headFields))) return 'trailers';
  return null;
}
