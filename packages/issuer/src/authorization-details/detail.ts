import {
  type AuthorizationDetail,
  coversDetail,
} from '@sallyport/protocol/authorization-details.ts';
import { z } from 'zod';

/** One of `authorization_details` (RFC 9396, section 2), as a caller may send it. */
export const sentDetail = z.strictObject({
  type: z.string().min(1).max(100),
  identifier: z.string().min(1).max(200),
  actions: z.array(z.string().min(1).max(100)).min(1).max(20),
});

/** The same, as it is kept. */
export const keptDetail = z.strictObject({
  type: z.string(),
  identifier: z.string(),
  actions: z.array(z.string()),
}) satisfies z.ZodType<AuthorizationDetail>;

/** What a person lets a client do, with the API that it is for. */
export const grantedDetail = keptDetail.extend({ api: z.string() });

export type GrantedDetail = z.output<typeof grantedDetail>;

/** As it is told: which API has its type, the client knows. */
export const toldDetail = ({ type, identifier, actions }: AuthorizationDetail) => ({
  ...{ type, identifier, actions },
});

/** Whether one of them gives all of this, at the same API. */
export const coversGranted = (given: readonly GrantedDetail[], wanted: GrantedDetail): boolean =>
  coversDetail(
    given.filter(({ api }) => api === wanted.api),
    wanted,
  );

/** Those that a client may ask for: of what was granted, or of the types that there are. */
export const detailsWithin = <T extends { api: string; type: string }>(
  details: readonly T[],
  {
    apis,
    authorizationDetailsTypes: types,
  }: { apis: readonly string[]; authorizationDetailsTypes: readonly string[] },
): T[] => details.filter(({ api, type }) => apis.includes(api) && types.includes(type));
