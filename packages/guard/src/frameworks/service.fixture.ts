import type { RequestListener } from 'node:http';
import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { VerifierOptions } from '../verify.ts';

/**
 * The same little service in each framework: `GET /whoami`, `POST /refund` with `orders:refund`,
 * `GET /orders/:id` for that order, and `GET /early`, whose guard was forgotten.
 */
export type MakeService = (options: VerifierOptions) => RequestListener | Promise<RequestListener>;

export const orderDetail = (identifier: string): AuthorizationDetail => ({
  type: 'order',
  identifier,
  actions: ['read'],
});
