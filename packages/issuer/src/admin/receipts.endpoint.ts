import { z } from 'zod';
import type { Context } from '../context.ts';
import { findReceipts, findReceiptsOfToken } from '../receipts/find-receipts.service.ts';
import { receiptSchema } from '../receipts/receipt-schema.ts';
import { type Operation, operation } from './operation.ts';

export function receiptOperations(context: Pick<Context, 'sql' | 'receipts'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/receipts',
      summary: 'List why gateways refused requests with an access token, newest first',
      permission: 'receipts:read',
      query: z.strictObject({
        token: z.string().min(1).max(200).describe('The id of the access token, not the token.'),
      }),
      status: 200,
      response: z.object({ items: z.array(receiptSchema) }),
      run: async ({ query, caller }) => ({
        items: await findReceiptsOfToken(query.token, caller, context),
      }),
    }),
    operation({
      method: 'GET',
      path: '/receipts/{id}',
      summary:
        'Read why a gateway refused a request, from that gateway: for an hour, while it has room',
      permission: 'receipts:read',
      params: z.strictObject({
        id: z
          .string()
          .min(1)
          .max(128)
          .describe('`request_id` in the body of the answer, or its `X-Request-Id`.'),
      }),
      status: 200,
      response: z.object({
        items: z
          .array(receiptSchema)
          .describe('Usually one. Callers may choose an id, and choose the same one.'),
      }),
      run: async ({ params, caller }) => ({
        items: await findReceipts(params.id, caller, context),
      }),
    }),
  ];
}
