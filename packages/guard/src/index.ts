export type { Requirement } from '@sallyport/protocol/access.ts';
export type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
export { parseBearer } from './bearer.ts';
export { GuardError, type GuardErrorCode } from './errors.ts';
export { createExchange, type Exchange, ExchangeError, type ExchangeOptions } from './exchange.ts';
export { can, requirePermission } from './permissions.ts';
export type { Principal } from './principal.ts';
export { type Refusal, refusalOf } from './refusal.ts';
export { createVerifier, type VerifierOptions, type Verify } from './verify.ts';
