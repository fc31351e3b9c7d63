import { type ErrorCode, errorStatus } from '@sallyport/protocol/errors.ts';

/** Failures of the hop behind the gateway and the like, which no table of an authorization server has. */
const gatewayStatus = {
  upstream_unavailable: 502,
  upstream_timeout: 504,
  upgrade_not_served: 501,
} as const;

export type RefusalCode = ErrorCode | keyof typeof gatewayStatus;

/** An answer that the gateway gives instead of the upstream's. */
export interface Refusal {
  status: number;
  error: RefusalCode;
  description: string;
  /** Name and value in turn. */
  headers: string[];
  /** What of the route it was refused by, for its receipt. */
  rule?: Rule;
}

/** A member of the route that a request did not meet, by its name in the configuration. */
export interface Rule {
  name:
    | 'authenticate'
    | 'cors'
    | 'rate_limits'
    | `require.${'permissions' | 'scopes' | 'roles' | 'details' | 'organization' | 'acr' | 'max_age'}`;
  /** What would have been needed beyond what the caller has. */
  missing: readonly string[];
}

export function refusal(error: RefusalCode, description: string, headers: string[] = []): Refusal {
  return { status: statusOf(error), error, description, headers };
}

const statusOf = (code: RefusalCode): number =>
  code in gatewayStatus
    ? gatewayStatus[code as keyof typeof gatewayStatus]
    : errorStatus(code as ErrorCode);

export const internalError = (): Refusal =>
  refusal('server_error', 'The gateway failed. Its log says why.');

/** No issuer answers and there is no lease: nothing may be allowed. */
export const issuerUnavailable = (): Refusal =>
  retrySoon('The gateway cannot reach the issuer and therefore allows nothing. Try again.');

export const overloaded = (): Refusal => retrySoon('The gateway is at its limit. Try again.');

export const upstreamBusy = (): Refusal =>
  retrySoon('The service behind the gateway is at its limit. Try again.');

/** RFC 9110, section 10.1.1. */
export const expectationFailed = (): Refusal => ({
  ...refusal('invalid_request', 'The only Expect that can be met is 100-continue.'),
  status: 417,
});

export const upgradeNotServed = (): Refusal =>
  refusal('upgrade_not_served', 'The only protocol that Upgrade may ask for is websocket.');

export const uploadSilent = (): Refusal =>
  refusal('request_timeout', 'Nothing more of the body came in time. Send the request again.');

export const permissionUnsettled = (): Refusal =>
  retrySoon('The permission for this request kept changing while it waited. Try again.');

/** @param headers what is known of the quota, name and value in turn */
export const tooManyRequests = (retryMs: number, headers: readonly string[]): Refusal => {
  const seconds = Math.max(1, Math.ceil(retryMs / 1_000));
  const description = `Too many requests. Try again in ${seconds} s.`;
  const refused = refusal('too_many_requests', description, [
    ...['Retry-After', String(seconds)],
    ...headers,
  ]);
  return { ...refused, rule: { name: 'rate_limits', missing: [] } };
};

/** Of something that had begun; no caller reads it, the log does. */
export const permissionTakenAway = (): Refusal =>
  refusal('access_denied', 'What allowed this has been taken away.');

/** Worth a retry in a second. */
const retrySoon = (description: string): Refusal =>
  refusal('temporarily_unavailable', description, ['Retry-After', '1']);
