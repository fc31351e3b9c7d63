import type { ToldReceipt } from '@sallyport/issuer/receipts/receipt-schema.ts';
import { type AdminClient, AdminError, type AdminOptions, adminClient } from '../admin-client.ts';
import { askedBy, type ExplainOptions } from '../explain/asked.ts';
import { explainedLines, type ToldExplanation } from '../explain/print-explained.ts';
import { receiptLines } from '../explain/print-receipt.ts';
import { print } from '../print.ts';
import { printable, printableAnswer, printableLines } from '../printable.ts';
import { terminalStyle } from '../terminal-table.ts';

type Options = ExplainOptions & AdminOptions & { json?: boolean };

/**
 * `sallyport explain`: the receipt of a refused request, and what the same request would get now and why; or
 * the latter of a person or a client, without a receipt.
 *
 * @throws StartupError with the reason when there is nothing to tell
 */
export async function explain(
  first: string | undefined,
  second: string | undefined,
  options: Options,
): Promise<void> {
  const asked = askedBy(first, second, options);
  const admin = await adminClient(options);
  if (asked.receipt === null) {
    const now = (await admin.call('POST', '/explain', asked.body)) as ToldExplanation;
    await print(
      options.json ? json(now) : text(explainedLines(printableAnswer(now), terminalStyle())),
    );
    return;
  }
  const path = `/receipts/${encodeURIComponent(asked.receipt)}`;
  const { items } = (await admin.call('GET', path)) as { items: ToldReceipt[] };
  const now = await explainNow(admin, asked.body);
  if (options.json) {
    await print(json({ receipts: items, now: now instanceof AdminError ? null : now }));
    return;
  }
  const style = terminalStyle();
  const receipts = items.flatMap((receipt) => [
    ...receiptLines(printableAnswer(receipt), style),
    '',
  ]);
  const told =
    now instanceof AdminError
      ? [`Now: ${printable(now.message)}`]
      : explainedLines(printableAnswer(now), style);
  await print(text([...receipts, ...told]));
}

/** A receipt is worth telling without what holds now: the caller may be unknown, or the right to ask be missing. */
async function explainNow(admin: AdminClient, body: object): Promise<ToldExplanation | AdminError> {
  try {
    return (await admin.call('POST', '/explain', body)) as ToldExplanation;
  } catch (error) {
    if (error instanceof AdminError) return error;
    throw error;
  }
}

const json = (value: unknown): string => `${printableLines(JSON.stringify(value, null, 2))}\n`;
const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
