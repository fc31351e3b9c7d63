import { isRecord } from './claim-path.ts';

/**
 * One entry of `authorization_details` (RFC 9396, section 2): what may be done with one resource.
 * Sallyport compares `type` and `identifier` exactly and reads `actions` as a set.
 */
export interface AuthorizationDetail {
  type: string;
  identifier: string;
  actions: string[];
}

/** Whether there are details, well-formed or not. */
export const isConfined = (details: unknown): boolean =>
  details !== undefined && !(Array.isArray(details) && details.length === 0);

/** The details of another issuer's token that Sallyport understands. */
export const detailsIn = (value: unknown): AuthorizationDetail[] =>
  Array.isArray(value) ? value.filter(isDetail) : [];

/**
 * In RFC 9396, section 2 only `type` is required; each API defines the other members. A detail with
 * a member that we do not know is not understood, because that member may confine it further.
 */
export const isDetail = (value: unknown): value is AuthorizationDetail =>
  isRecord(value) &&
  typeof value['type'] === 'string' &&
  typeof value['identifier'] === 'string' &&
  isStrings(value['actions']) &&
  Object.keys(value).length === 3;

export const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** Whether one of the granted details covers the needed one: the same resource and every action. */
export function coversDetail(
  granted: readonly AuthorizationDetail[],
  needed: AuthorizationDetail,
): boolean {
  return granted.some(
    (detail) =>
      detail.type === needed.type &&
      detail.identifier === needed.identifier &&
      needed.actions.every((action) => detail.actions.includes(action)),
  );
}
