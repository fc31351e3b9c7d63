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
  /** For how many seconds a browser can stand for a second factor; null where it cannot. */
  rememberDevice: number | null;
  /** Whether the person has to have proved their address. */
  verifiedAddress: boolean;
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
    rememberDevice: shorter(policy.remember_device, client?.remember_device),
    verifiedAddress: [policy.verified_address, client?.verified_address].includes('required'),
  };
}

/** A client that says nothing has what the policy says; none of both can turn it on alone. */
const shorter = (policy: number | null, client: number | null | undefined): number | null =>
  policy === null || client === null ? null : Math.min(policy, client ?? policy);

/** Whether a client wants the person to prove now who they are: then a remembered device does not count. */
export const asksForFresh = ({
  prompt,
  maxAge,
}: {
  prompt: readonly string[];
  maxAge?: number;
}): boolean => prompt.includes('login') || maxAge !== undefined;
