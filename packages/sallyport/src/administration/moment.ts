import { UsageError } from '../usage-error.ts';
import type { Given } from './admin-command.ts';

const withZone = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * When something ends, or null where it does not. A date alone would end at another hour than people think.
 *
 * @throws UsageError
 */
export function readMoment(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (withZone.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new UsageError('--until takes a date and time with its zone, as 2026-12-01T18:00:00Z.');
}

/** Of a command that gives something: when that ends by itself. */
export const untilOption = [
  '--until <time>',
  'when it ends by itself, as 2026-12-01T18:00:00Z',
] as const;

/** The same in the body of the request. */
export function until({ until: end }: Given): object {
  return { valid_until: readMoment(end) };
}
