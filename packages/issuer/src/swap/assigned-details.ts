import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { ApiFacts, ResourceFacts } from './facts.ts';

/** What may be done with single resources of an API, beside what is allowed with all of them. */
export interface AssignedDetails {
  details: AuthorizationDetail[];
  /** Of types whose resources lie in one another: with all that lies below. */
  subtrees: AuthorizationDetail[];
  /** Whether there is nothing else: otherwise a gateway asks about the resource of its request. */
  complete: boolean;
}

/** How many an answer tells of: more would not fit into the header that a JWT is sent in. */
export const maxResources = 100;
/** As JSON. A header line of 8 kB, which is what many servers take, has room for it in base64. */
const maxCharacters = 4_000;

export const noDetails: AssignedDetails = { details: [], subtrees: [], complete: true };

/**
 * What roles on single resources stand for: the actions whose permissions the role gives at the API. In the
 * order of their types and identifiers, as many as fit.
 */
export function assignedDetails(
  resources: ResourceFacts | null,
  { detailTypes }: Pick<ApiFacts, 'detailTypes'>,
): AssignedDetails {
  if (!resources) return noDetails;
  const permissionsOf = new Map(
    resources.bearing?.map(({ role, permissions }) => [role, new Set(permissions)]),
  );
  const byResource = new Map<string, AuthorizationDetail>();
  for (const { type, identifier, role } of resources.given) {
    const permissions = permissionsOf.get(role);
    const declared = detailTypes.find((each) => each.type === type)?.actions ?? [];
    const actions = declared.flatMap(({ name, permission }) =>
      permissions?.has(permission) ? [name] : [],
    );
    if (actions.length === 0) continue;
    const key = JSON.stringify([type, identifier]);
    const others = byResource.get(key)?.actions ?? [];
    byResource.set(key, { type, identifier, actions: [...new Set([...others, ...actions])] });
  }
  const all = [...byResource.values()].toSorted(inOrder);
  const told = fitting(all);
  const trees = new Set(detailTypes.flatMap((each) => (each.hierarchical ? [each.type] : [])));
  return {
    details: told.filter(({ type }) => !trees.has(type)),
    subtrees: told.filter(({ type }) => trees.has(type)),
    complete: resources.complete && told.length === all.length,
  };
}

function fitting(all: readonly AuthorizationDetail[]): AuthorizationDetail[] {
  let characters = 0;
  const first = all.slice(0, maxResources);
  const end = first.findIndex((detail) => {
    characters += JSON.stringify(detail).length + 1;
    return characters > maxCharacters;
  });
  // One alone always fits.
  return end === -1 ? first : first.slice(0, Math.max(end, 1));
}

const inOrder = (a: AuthorizationDetail, b: AuthorizationDetail): number =>
  compare(a.type, b.type) || compare(a.identifier, b.identifier);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
