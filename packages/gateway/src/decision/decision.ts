import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { ReceiptCaller } from '@sallyport/protocol/receipt.ts';
import type { Refusal } from '../http/refusal.ts';
import type { CompiledRoute } from '../routes/compiled-route.ts';
import type { SwappedToken } from '../swap/swapped-token.ts';
import type { Permit } from './permit.ts';

/** What is to become of a request. */
export type Decision = Allowed | Denied | Preflight | NoRoute;

/** The same about something that is under way. */
export type Renewal = Allowed | Denied;

export interface Allowed {
  kind: 'permit';
  permit: Permit;
  /** What the caller is told of its rate limits, name and value in turn, where the route has some. */
  quota?: readonly string[];
}

export interface Denied {
  kind: 'refuse';
  refusal: Refusal;
  /** As far as it was found out before the request was refused. */
  route: CompiledRoute | null;
  principal: SwapPrincipal | null;
  /** The answer of the issuer that it was decided from, where the token was good. */
  entry: SwappedToken | null;
  /** What is known of a token that was not. */
  subject: ReceiptCaller | null;
}

/** A preflight that the gateway answers itself. */
export interface Preflight {
  kind: 'preflight';
  route: CompiledRoute;
  /** Name and value in turn. */
  headers: string[];
}

export interface NoRoute {
  kind: 'no_route';
}

export const noRoute: NoRoute = { kind: 'no_route' };

export const deny = (
  refusal: Refusal,
  route: CompiledRoute | null = null,
  {
    principal = null,
    entry = null,
    subject = null,
  }: Partial<Pick<Denied, 'principal' | 'entry' | 'subject'>> = {},
): Denied => ({ kind: 'refuse', refusal, route, principal, entry, subject });
