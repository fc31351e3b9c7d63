import { type BodyFraming, readFraming } from '../http1/body-framing.ts';

/**
 * How long the body of a request is that comes with these headers.
 *
 * @returns null where head and body do not say the same about whether there is one
 */
export function bodyOfRequest(
  headers: readonly string[],
  hasBody: boolean,
): { length: number | null } | null {
  const framing = readFraming(headers);
  if (framing === null || !isSendable(framing.body, hasBody)) return null;
  return { length: framing.body?.kind === 'length' ? framing.body.bytes : null };
}

const isSendable = (body: BodyFraming | undefined, hasBody: boolean): boolean =>
  hasBody
    ? body?.kind !== 'chunked'
    : body === undefined || (body.kind === 'length' && body.bytes === 0);
