import { UsageError } from '../usage-error.ts';

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
