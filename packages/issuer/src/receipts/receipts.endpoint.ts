import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { readJson } from '../http/body.ts';
import { receiptAnswerSchema } from './receipt-schema.ts';

/** `POST /internal/receipts`: what a gateway answers to a question that came with the feed. */
export const answerReceipts =
  ({ receipts }: Pick<Context, 'receipts'>) =>
  async (request: Request) => {
    await receipts.answered(await readJson(request, receiptAnswerSchema));
    return request.body(null, 204);
  };
