/** As far as it says who may sign in, and through whom. */
export interface ProviderGrounds {
  id: string;
  /** What its people are known under. */
  issuer: string;
  requiredForDomains: readonly string[];
}

/** What no longer opens an account after the providers were declared anew. */
export interface LostGrounds {
  /** Providers that are gone, or whose people are others now: what they vouched for is vouched for no more. */
  gone: { id: string; issuer: string }[];
  /** Mail domains that take a provider now, and did not before, or took others as well. */
  tightened: string[];
}

/** A provider that has only another id knows the same people: what it has opened goes on. */
export function lostGrounds(
  before: readonly ProviderGrounds[],
  after: readonly ProviderGrounds[],
): LostGrounds {
  const issuers = new Set(after.map(({ issuer }) => issuer));
  const [demanded, demanding] = [before, after].map(demandedBy) as [Demands, Demands];
  return {
    gone: before
      .filter(({ issuer }) => !issuers.has(issuer))
      .map(({ id, issuer }) => ({ id, issuer })),
    tightened: [...demanding.keys()].filter((domain) => {
      const allowed = demanded.get(domain);
      return !allowed || [...allowed].some((id) => !demanding.get(domain)!.has(id));
    }),
  };
}

/** By domain, the ids of the providers of which it takes one. */
type Demands = Map<string, Set<string>>;

function demandedBy(providers: readonly ProviderGrounds[]): Demands {
  const demands: Demands = new Map();
  for (const { id, requiredForDomains } of providers) {
    for (const domain of requiredForDomains) {
      demands.set(domain, (demands.get(domain) ?? new Set()).add(id));
    }
  }
  return demands;
}
