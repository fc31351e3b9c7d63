import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { requireAuthority } from '../directory/authority.service.ts';
import type { Caller } from '../directory/caller.ts';
import type { FindOperation } from '../explain/admin-call.service.ts';
import { type Asked, explain } from '../explain/explain.service.ts';
import { askedSchema, explainedSchema } from '../explain/explain-schema.ts';
import { showExplained } from '../explain/explained-wire.ts';
import { findReceipts, findReceiptsOfToken } from '../receipts/find-receipts.service.ts';
import type { ToldReceipt } from '../receipts/receipt-schema.ts';
import { type Operation, operation } from './operation.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'receipts' | 'rates' | 'settings'
> & { findOperation: FindOperation };
type Body = z.output<typeof askedSchema>;

export function explainOperations(context: Dependencies): Operation[] {
  return [
    operation({
      method: 'POST',
      path: '/explain',
      summary:
        'Explain what a gateway answers to a caller and why, and what it would answer if they had ' +
        'other roles or groups. It changes nothing',
      permission: 'explain:read',
      body: askedSchema,
      status: 200,
      response: explainedSchema,
      async run({ body, caller }) {
        limitExplanations(caller, context);
        const receipt = await receiptOf(body, caller, context);
        const asked = askedOf(body, receipt);
        return showExplained(asked, await explain(asked, context));
      },
    }),
  ];
}

function limitExplanations({ actor }: Caller, { rates }: Pick<Context, 'rates'>): void {
  const retryAfter = rates.explanations.retryAfter(actor);
  if (retryAfter !== null) {
    const message = 'These were too many explanations in a minute. Wait, and ask for fewer.';
    throw new OAuthError('too_many_requests', message, { retryAfter });
  }
  rates.explanations.count(actor);
}

/**
 * The newest refusal that it is asked about. The answer tells of it who called what.
 *
 * @throws OAuthError `insufficient_scope` for a caller who may not read receipts
 */
async function receiptOf(
  { receipt, token }: Body,
  caller: Caller,
  context: Dependencies,
): Promise<ToldReceipt | null> {
  if (receipt === undefined && token === undefined) return null;
  requireAuthority(caller, ['receipts:read']);
  const receipts =
    receipt === undefined
      ? await findReceiptsOfToken(token!, caller, context)
      : await findReceipts(receipt, caller, context);
  return receipts.toSorted((one, other) => other.at.localeCompare(one.at))[0]!;
}

function askedOf(body: Body, receipt: ToldReceipt | null): Asked {
  const { user, client, grant, organization, api = null, what_if: trial } = body;
  const path = body.path ?? receipt?.path;
  if (path?.includes('…')) {
    throw new OAuthError(
      'invalid_request',
      'path: the receipt leaves out what may be a secret. Name the path that is meant.',
    );
  }
  const { method = receipt?.method ?? 'GET', host = receipt?.host ?? null } = body;
  return {
    subject: { user, client, grant, organization, caller: receipt?.caller ?? undefined },
    request: path === undefined ? null : { method, host, path },
    api,
    whatIf: trial
      ? {
          ...{ giveRoles: trial.give_roles, takeRoles: trial.take_roles },
          ...{ giveGroups: trial.give_groups, takeGroups: trial.take_groups },
        }
      : null,
  };
}
