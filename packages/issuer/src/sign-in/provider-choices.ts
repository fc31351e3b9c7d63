import { domainOf, readAddress } from '../directory/users/email-address.ts';
import type { Choices } from './sign-in.store.ts';

/**
 * The upstream providers that have a button on the sign-in page, in the order of the file. For an
 * address in one of its mail domains a provider stands first, and has a button in any case.
 *
 * @param email that is known so far; empty, or no address, where none is
 */
export function providersFor(email: string, providers: Choices['providers']): Choices['providers'] {
  const read = readAddress(email);
  const domain = read.ok ? domainOf(read.address) : null;
  const own = providers.filter(({ domains }) => domain !== null && domains.includes(domain));
  return [...own, ...providers.filter((each) => !each.hidden && !own.includes(each))];
}
