/**
 * One entry of `authorization_details` (RFC 9396, section 2): what may be done with one resource.
 * Sallyport compares `type` and `identifier` exactly and reads `actions` as a set.
 */
export interface AuthorizationDetail {
  type: string;
  identifier: string;
  actions: string[];
}

/** Whether one of the granted details covers what is needed: same resource, every action. */
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
