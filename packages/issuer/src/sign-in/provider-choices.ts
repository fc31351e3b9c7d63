import { domainOf, readAddress } from '../runtime/email-address.ts';
import type { Choices } from './sign-in.store.ts';

type Providers = Choices['providers'];

/**
 * The upstream providers that have a button on the sign-in page, in the order of the file. For an
 * address in one of its mail domains a provider stands first, and has a button in any case; where it is
 * required for the domain, no other one has.
 *
 * @param email that is known so far; empty, or no address, where none is
 */
export function providersFor(email: string, providers: Providers): Providers {
  const required = requiredFor(email, providers);
  if (required.length > 0) return required;
  const own = providersOf(email, providers);
  return [...own, ...providers.filter((each) => !each.hidden && !own.includes(each))];
}

/** With the domain of the address among those of the provider that its organization has for it. */
export const withLed = (email: string, { providers, led }: Choices): Providers =>
  providers.map((each) =>
    each.id === led ? { ...each, domains: [...each.domains, domainIn(email)] } : each,
  );

/** Those whose people have addresses like this one. */
export function providersOf(email: string, providers: Providers): Providers {
  const domain = domainIn(email);
  return providers.filter(
    (each) => each.domains.includes(domain) || each.requiredFor.includes(domain),
  );
}

/** Those of which it takes one: every other way is closed for such an address. */
export function requiredFor(email: string, providers: Providers): Providers {
  const domain = domainIn(email);
  return providers.filter((each) => each.requiredFor.includes(domain));
}

/** Empty where it is no address. */
function domainIn(email: string): string {
  const read = readAddress(email);
  return read.ok ? domainOf(read.address) : '';
}
