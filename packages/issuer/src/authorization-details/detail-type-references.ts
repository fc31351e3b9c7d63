import type { DetailType } from './detail-type.ts';

interface Declared {
  apis: readonly {
    permissions: readonly string[];
    authorization_details: readonly DetailType[];
  }[];
  clients: readonly { authorization_details_types: readonly string[] }[];
}

interface Issue {
  path: (string | number)[];
  message: string;
}

/**
 * What types of `authorization_details` demand of the other entries: a type says which API it is for, so
 * that two cannot have the same one.
 */
export function checkDetailTypes({ apis, clients }: Declared): Issue[] {
  const known = new Set<string>();
  const issues = apis.flatMap((api, index) =>
    api.authorization_details.flatMap(({ type, actions }, at): Issue[] => {
      const path = ['apis', index, 'authorization_details', at];
      const repeated = known.has(type);
      known.add(type);
      return [
        ...(repeated
          ? [{ path: [...path, 'type'], message: `Another type is called ${type}.` }]
          : []),
        ...actions.flatMap(({ permission }, each) =>
          api.permissions.includes(permission)
            ? []
            : [
                {
                  path: [...path, 'actions', each, 'permission'],
                  message: `This API does not declare the permission ${permission}.`,
                },
              ],
        ),
      ];
    }),
  );
  const unknown = clients.flatMap(({ authorization_details_types: types }, index) =>
    types.flatMap((type, at) =>
      known.has(type)
        ? []
        : [
            {
              path: ['clients', index, 'authorization_details_types', at],
              message: `No API declares the type ${type} under authorization_details.`,
            },
          ],
    ),
  );
  return [...issues, ...unknown];
}
