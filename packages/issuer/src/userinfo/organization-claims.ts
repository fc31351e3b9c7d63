/** An organization, as it is told with the scope `organization`. */
interface Told {
  id: string;
  key: string;
  name: string;
}

/** What the scopes of a token let its client know of the organization that the token is for. */
export const organizationClaims = (organization: Told | null, scope: readonly string[]) =>
  organization && scope.includes('organization')
    ? { org_id: organization.id, org_key: organization.key, org_name: organization.name }
    : {};
