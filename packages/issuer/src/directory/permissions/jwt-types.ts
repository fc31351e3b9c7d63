import type { DeclaredApi } from './api-declaration.ts';

interface Issue {
  path: (string | number)[];
  message: string;
}

/**
 * What `jwt_type` demands of the other entries. A JWT marked `JWT` looks like an ID token, and only
 * the audience tells them apart, so that no client may have the API's id. APIs that share their JWTs
 * have the same type, since a JWT has one.
 */
export function checkJwtTypes(
  apis: readonly DeclaredApi[],
  clients: readonly { id: string }[],
): Issue[] {
  const clientIds = new Set(clients.map(({ id }) => id));
  const types = new Map<string, string>();
  return apis.flatMap(({ id, jwt_type: type, audience_group: group }, index) => {
    const path = ['apis', index, 'jwt_type'];
    if (type === 'JWT' && clientIds.has(id)) {
      const message = `${id} is also the id of a client, whose ID tokens would pass for access tokens. Give one of them another id, or use at+jwt.`;
      return [{ path, message }];
    }
    const others = group === null ? type : (types.get(group) ?? type);
    if (group !== null) types.set(group, others);
    if (others === type) return [];
    const message = `The APIs of the audience_group ${group} share their JWTs, and another one of them has ${others}.`;
    return [{ path, message }];
  });
}
