/** Where an effective role of a person comes from. */
export interface Origin {
  /** Empty where it was given to the person; else the groups, from the person's own one up to that which gives it. */
  path: string[];
  validUntil: string | null;
  /** Said by a provider when the person last signed in there; null for a membership of ours. */
  provider: string | null;
}

interface Held {
  roles: readonly { name: string; valid_until: string | null }[];
  groups: readonly { name: string; valid_until: string | null }[];
  provider_groups: readonly { name: string; provider: string }[];
  effective: { roles: readonly string[] };
}

interface Group {
  name: string;
  parent: string | null;
  roles: readonly string[];
}

/** By effective role, every way by which the person has it, the shortest first. */
export function originsOf(held: Held, groups: readonly Group[]): Map<string, Origin[]> {
  const byName = new Map(groups.map((group) => [group.name, group]));
  const origins = new Map<string, Origin[]>(held.effective.roles.map((role) => [role, []]));
  for (const { name, valid_until: validUntil } of held.roles) {
    origins.get(name)?.push({ path: [], validUntil, provider: null });
  }
  const memberships = [
    ...held.groups.map(({ name, valid_until: validUntil }) => ({
      name,
      validUntil,
      provider: null,
    })),
    ...held.provider_groups.map(({ name, provider }) => ({ name, validUntil: null, provider })),
  ];
  for (const { name, ...membership } of memberships) {
    for (const path of pathsUp(name, byName)) {
      for (const role of byName.get(path.at(-1)!)?.roles ?? []) {
        origins.get(role)?.push({ path, ...membership });
      }
    }
  }
  for (const ways of origins.values()) ways.sort((a, b) => a.path.length - b.path.length);
  return origins;
}

/** `[staff]`, `[staff, everyone]`: from a group to each group above it. */
function pathsUp(name: string, byName: ReadonlyMap<string, Group>): string[][] {
  const path: string[] = [];
  const paths: string[][] = [];
  for (let at: string | null = name; at !== null && !path.includes(at); ) {
    path.push(at);
    paths.push([...path]);
    at = byName.get(at)?.parent ?? null;
  }
  return paths;
}
