import { finalReasons } from './withheld-names.ts';

export const canonicalName = (name: string): string =>
  name.toLowerCase().replaceAll(/[^a-z0-9]/g, '-');

/** Whether a route may let this header of a caller's pass. */
export function mayBeOpened(name: string): boolean {
  const canonical = canonicalName(name);
  const isFinal = Object.values(finalReasons).some((listed) => listed.includes(canonical));
  return !isFinal && (canonical === name.toLowerCase() || !canonical.startsWith('content-'));
}
