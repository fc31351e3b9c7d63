import bowser from 'bowser';

/** What a browser says of itself; it may say anything, so that nothing is decided by it. */
export interface Device {
  browser: string | null;
  system: string | null;
}

/** As long as names are that people know; what is longer is none of them. */
const maxName = 30;

/** @param userAgent of a request, or none */
export function readDevice(userAgent: string | null): Device {
  if (userAgent === null || userAgent === '') return { browser: null, system: null };
  const { browser, os } = bowser.parse(userAgent);
  return { browser: nameOf(browser.name), system: nameOf(os.name) };
}

const nameOf = (name: string | undefined): string | null =>
  name && name.length <= maxName ? name : null;
