import { OAuthError } from '@sallyport/protocol/errors.ts';
import { type KnownGateway, readGateways } from '../changes/gateways.service.ts';
import type { Context } from '../context.ts';
import type { Caller } from '../directory/caller.ts';
import { grantOwner } from '../grants/grant-owner.service.ts';
import type { ToldAnswer, ToldReceipt } from './receipt-schema.ts';
import type { About } from './relay.service.ts';

type Dependencies = Pick<Context, 'sql' | 'receipts'>;

/** An id that a gateway made: its process, and a number. */
const madeByGateway = /^([0-9a-f]{12})\.[0-9a-z]{1,12}$/;

/**
 * The receipts under the id of a request: of the gateway that the id names, and where that has none, or the
 * caller chose the id, of any.
 *
 * @throws OAuthError `not_found` where there never was one, as far as it is known; `gone` where there was;
 *   `temporarily_unavailable` where a gateway that may have one does not answer.
 */
export async function findReceipts(
  id: string,
  caller: Pick<Caller, 'actor'>,
  context: Dependencies,
): Promise<ToldReceipt[]> {
  const [, named] = madeByGateway.exec(id) ?? [];
  const about = { of: 'request', id } as const;
  const gateways = await readGateways(context.sql);
  const namedGateway = gateways.find(({ instance }) => instance === named);
  const own = namedGateway ? await ask(about, [namedGateway], caller, context) : [];
  const found = receiptsIn(own);
  if (found.length > 0) return enrich(found, context);
  const others = gateways.filter((gateway) => gateway !== namedGateway);
  const answers = [...own, ...(await ask(about, others, caller, context))];
  const elsewhere = receiptsIn(answers);
  if (elsewhere.length > 0) return enrich(elsewhere, context);
  throw whyNone(named, gateways, answers);
}

/**
 * The receipts of an access token, by its id, of all gateways that answer in time: the newest first.
 *
 * @throws OAuthError `not_found`
 */
export async function findReceiptsOfToken(
  id: string,
  caller: Pick<Caller, 'actor'>,
  context: Dependencies,
): Promise<ToldReceipt[]> {
  const gateways = await readGateways(context.sql);
  const found = receiptsIn(await ask({ of: 'token', id }, gateways, caller, context));
  if (found.length > 0) {
    return enrich(
      found.toSorted((one, other) => other.at.localeCompare(one.at)),
      context,
    );
  }
  throw new OAuthError(
    'not_found',
    'No gateway has refused a request with this token within the hour. Only refusals are kept.',
  );
}

const ask = (
  about: About,
  gateways: readonly KnownGateway[],
  { actor }: Pick<Caller, 'actor'>,
  { receipts }: Dependencies,
) => {
  const instances = gateways.flatMap(({ instance }) => instance ?? []);
  return receipts.ask(about, instances, { actor });
};

const receiptsIn = (answers: readonly ToldAnswer[]): ToldReceipt[] =>
  answers.flatMap(({ receipts }) => receipts);

function whyNone(
  named: string | undefined,
  gateways: readonly KnownGateway[],
  answers: readonly ToldAnswer[],
): OAuthError {
  const gone = answers.find((answer) => answer.gone !== null)?.gone;
  if (gone) return new OAuthError('gone', goneBecause[gone]);
  const silent = gateways.filter(
    ({ instance }) => !answers.some((answer) => answer.instance === instance),
  );
  const couldHaveIt = silent.filter(({ instance }) => !named || instance === named);
  if (couldHaveIt.length > 0) {
    const names = couldHaveIt.map(({ name }) => name).join(', ');
    return new OAuthError(
      'temporarily_unavailable',
      `No answer came in time from ${names}, which may have the receipt. Try again.`,
      { retryAfter: 1 },
    );
  }
  if (named && !gateways.some(({ instance }) => instance === named)) {
    return new OAuthError(
      'gone',
      'The process of the gateway that gave this id does not run any more, and its receipts went with it.',
    );
  }
  return new OAuthError(
    'not_found',
    'No gateway has a receipt under this id. Requests that were allowed have none, nor those that came without credentials, and each is kept for an hour.',
  );
}

const goneBecause = {
  room: 'The gateway dropped this receipt to make room for others: its caller, or strangers, were refused very often. gateway.limits.receipts says how many it keeps.',
  age: 'The receipt is gone: it is kept for an hour.',
};

/** Of a grant the gateway knows the id alone. */
async function enrich(
  receipts: readonly ToldReceipt[],
  { sql }: Dependencies,
): Promise<ToldReceipt[]> {
  return Promise.all(
    receipts.map(async (receipt) => {
      const { caller } = receipt;
      const owner = caller?.grant === undefined ? null : await grantOwner(sql, caller.grant);
      if (!caller || !owner) return receipt;
      const { userId: sub, sessionId } = owner;
      const session = sessionId === null ? {} : { session: sessionId };
      return { ...receipt, caller: { ...caller, kind: 'user' as const, sub, ...session } };
    }),
  );
}
