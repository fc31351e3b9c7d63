import type { Language } from '../language.ts';

/** A browser in words: `Firefox on Linux`. */
export function deviceName(
  { t }: Pick<Language, 't'>,
  { browser, system }: { browser: string | null; system: string | null },
): string {
  if (browser === null) return system ?? t('device.unknown');
  return system === null ? browser : t('device.browser_on_system', { browser, system });
}
