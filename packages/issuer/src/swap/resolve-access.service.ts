import type { ErrorCode } from '@sallyport/protocol/errors.ts';
import type { Position, SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { Context } from '../context.ts';
import { fromNumericDate, numericDate, secondsAfter } from '../runtime/clock.ts';
import { openToken, type SealedFacts } from '../tokens/sealed-token.ts';
import { type Question, readFacts } from './facts.store.ts';
import { type Resolution, resolve } from './resolution.ts';

type Dependencies = Pick<Context, 'sql' | 'keys' | 'clock'>;

export interface TokenAtApi {
  token: string;
  /** Null asks only whether the token is alive: for the issuer's own endpoints. */
  audience: string | null;
}

const unknown: Resolution = {
  ok: false,
  error: 'invalid_token',
  reason: 'The access token is not one of ours.',
};

/** Resolves many tokens at once, all at one position of the log. */
export async function resolveMany(
  asked: readonly TokenAtApi[],
  dependencies: Dependencies,
): Promise<Resolved> {
  const opened = asked.map(({ token, audience }) => {
    return { token: openToken(token, dependencies.keys), audience };
  });
  return resolveOpened(opened, dependencies);
}

interface Opened {
  /** Null when it did not open. */
  token: SealedFacts | null;
  audience: string | null;
}

interface Resolved {
  asOf: Position;
  resolutions: Resolution[];
}

async function resolveOpened(
  opened: readonly Opened[],
  { sql, clock }: Pick<Dependencies, 'sql' | 'clock'>,
): Promise<Resolved> {
  const now = clock.now();
  const questions = opened.map(({ token, audience }): Question => {
    return { token: token ?? noToken, api: audience };
  });
  const { asOf, facts } = await readFacts(sql, questions, nextSecond(now));
  const resolutions = opened.map(({ token, audience }, index) =>
    token ? resolve(token, audience, facts[index]!, now) : unknown,
  );
  return { asOf, resolutions };
}

/** JWTs end at whole seconds: what ends within this one is over, or its JWT would have no life. */
const nextSecond = (now: Date): Date => secondsAfter(fromNumericDate(numericDate(now)), 1);

/** Stands in for a token that did not open, so that the answer still has a position. */
const noToken: SealedFacts = {
  id: '',
  kind: 'client',
  source: '',
  client: '',
  scope: [],
  audiences: [],
  issuedAt: 0,
  expiresAt: 0,
};

async function resolveOne(
  opened: Opened,
  dependencies: Dependencies & Pick<Context, 'confirmPrimary'>,
): Promise<Resolution> {
  const [{ resolutions }] = await Promise.all([
    resolveOpened([opened], dependencies),
    dependencies.confirmPrimary(),
  ]);
  return resolutions[0]!;
}

export type Access =
  | { ok: true; principal: SwapPrincipal; resolution: Extract<Resolution, { ok: true }> }
  | { ok: false; error: ErrorCode; description: string };

/**
 * What one access token allows at one API, read freshly from a database that was still the primary
 * after the call. Junk is refused without a look-up.
 */
export async function resolveAccess(
  token: string,
  audience: string | null,
  dependencies: Dependencies & Pick<Context, 'confirmPrimary'>,
): Promise<Access> {
  const opened = openToken(token, dependencies.keys);
  const resolution = opened ? await resolveOne({ token: opened, audience }, dependencies) : unknown;
  return resolution.ok
    ? { ok: true, principal: resolution.principal, resolution }
    : { ok: false, error: resolution.error, description: resolution.reason };
}
