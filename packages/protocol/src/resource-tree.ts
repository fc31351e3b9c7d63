import type { AuthorizationDetail } from './authorization-details.ts';

/** More is no tree that people look after, and each level is a look-up. */
export const maxDepth = 32;

/**
 * Whether an identifier is a place in a tree: names between slashes. An empty name, `.` and `..` are not: some
 * services read them as another place.
 */
export function isTreePath(identifier: string): boolean {
  const names = identifier.split('/');
  return (
    names.length <= maxDepth && names.every((name) => name !== '' && name !== '.' && name !== '..')
  );
}

/** A place and all that it lies in, from the top: `a`, `a/b`, `a/b/c`. What is no place lies in nothing. */
export function placesOf(identifier: string): string[] {
  if (!isTreePath(identifier)) return [identifier];
  const names = identifier.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

/**
 * Whether roles on places of trees allow all that is needed, each action by a role on the place itself or
 * on one that it lies in.
 */
export function coversPlace(
  subtrees: readonly AuthorizationDetail[],
  { type, identifier, actions }: AuthorizationDetail,
): boolean {
  if (subtrees.length === 0 || !isTreePath(identifier)) return false;
  const around = subtrees.filter(
    (held) =>
      held.type === type &&
      (held.identifier === identifier || identifier.startsWith(`${held.identifier}/`)),
  );
  return actions.every((action) => around.some((held) => held.actions.includes(action)));
}
