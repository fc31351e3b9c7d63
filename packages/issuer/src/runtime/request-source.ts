import { AsyncLocalStorage } from 'node:async_hooks';

/** Where a request came from. */
export interface RequestSource {
  /** IP address, or `local socket`. */
  address: string;
  /** What limits count it by: an IPv4 address, or the /64 of an IPv6 one. */
  network: string;
  /** As the program calls itself, cut to 512 characters. */
  userAgent: string | null;
  /** The application that acts for the caller, where that is known: `client:<id>`. */
  act?: string | undefined;
}

const current = new AsyncLocalStorage<() => RequestSource | null>();

/** Runs what answers a request. @param read asked when something has to be written down, and not before */
export const runFrom = <T>(read: () => RequestSource, work: () => T): T => current.run(read, work);

/** Where the request that is being answered came from; null outside any request. */
export const currentSource = (): RequestSource | null => current.getStore()?.() ?? null;

/** Runs what an application does for a person, in the request that is being answered. */
export const runAs = <T>(act: string, work: () => T): T => {
  const read = current.getStore();
  return current.run(() => {
    const source = read?.() ?? null;
    return source && { ...source, act };
  }, work);
};

/** Runs work whose audit events keep no source. */
export const withoutSource = <T>(work: () => T): T => current.run(() => null, work);
