import { type Acr, strongest } from '@sallyport/protocol/acr.ts';
import type { FirstWay } from './first-ways.ts';
import type { ClientSignIn, SignInPolicy } from './policy.ts';

/** What a request demands of a sign-in. */
export interface Demand {
  acr: Acr;
  /** Seconds; undefined where it does not matter when it was. */
  maxAge: number | undefined;
  ways: FirstWay[];
  identifierFirst: boolean;
}

interface Demanding {
  policy: SignInPolicy;
  client: ClientSignIn | null;
  /** Of the APIs that the tokens are to be good for. */
  apis: readonly Acr[];
  /** What the client asks for in the request. */
  request: { acr?: Acr; maxAge?: number };
}

/** The strictest of everything that has a say: none of them can make it weaker than another one. */
export function demandOf({ policy, client, apis, request }: Demanding): Demand {
  const levels = [policy.acr, client?.acr, request.acr, ...apis];
  const ages = [policy.max_age, client?.max_age, request.maxAge].filter((age) => age != null);
  return {
    acr: strongest(levels.filter((level) => level !== undefined)),
    maxAge: ages.length > 0 ? Math.min(...ages) : undefined,
    ways: policy.ways.filter((way) => client?.ways?.includes(way) ?? true),
    identifierFirst: client?.identifier_first ?? policy.identifier_first,
  };
}
