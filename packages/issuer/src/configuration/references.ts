import { checkDetailTypes } from '../authorization-details/detail-type-references.ts';
import { checkBranding } from '../branding/check-branding.ts';
import { isBuiltInClient } from '../clients/built-in-clients.ts';
import { builtIn } from '../directory/built-in.ts';
import { checkJwtTypes } from '../directory/permissions/jwt-types.ts';
import { checkProviders } from '../federation/provider-references.ts';
import { isLongEnough } from '../passwords/password-rules.ts';
import { standardClaimNames } from '../profile/claims.ts';
import { fieldsOf } from '../profile/field.ts';
import { emailKey } from '../runtime/email-address.ts';
import { checkTrustedIssuers } from '../trusted-issuers/trusted-issuer-references.ts';
import type { Declaration } from './schema.ts';

/** Something wrong with one node of the file. */
export interface Issue {
  path: (string | number)[];
  message: string;
}

/**
 * What the entries of a declaration say of one another: every name that is used is declared or
 * built in, nothing is declared twice, and no group is its own ancestor.
 *
 * @param issuerUrl names the built-in API, which clients may call like any other.
 */
export function checkReferences(declaration: Declaration, issuerUrl: string): Issue[] {
  const { api, role } = builtIn(issuerUrl);
  const known = {
    api: new Set([...declaration.apis.map(({ id }) => id), api.id]),
    role: new Set([...declaration.roles.map(({ name }) => name), role.name]),
    group: new Set(declaration.groups.map(({ name }) => name)),
    permission: new Set([...declaration.apis.flatMap((a) => a.permissions), ...api.permissions]),
  };
  const issues = [...repeated(declaration), ...reserved(declaration, issuerUrl)];
  for (const { kind, name, path } of references(declaration)) {
    if (!known[kind].has(name)) issues.push({ path, message: unknown(kind, name) });
  }
  issues.push(...checkJwtTypes(declaration.apis, declaration.clients));
  issues.push(...checkProviders(declaration.providers));
  const names = { issuerUrl, apis: known.api, roles: known.role };
  issues.push(...checkTrustedIssuers(declaration.trusted_issuers, names));
  issues.push(...shortPasswords(declaration), ...brandings(declaration));
  issues.push(...unknownFields(declaration), ...checkDetailTypes(declaration));
  return [...issues, ...cycles(declaration.groups)];
}

type Kind = 'api' | 'role' | 'group' | 'permission';

const unknown = (kind: Kind, name: string): string =>
  kind === 'permission'
    ? `No API declares the permission ${name}.`
    : `There is no ${kind === 'api' ? 'API' : kind} ${name}. Declare it, or correct the name.`;

interface Reference {
  kind: Kind;
  name: string;
  path: Issue['path'];
}

function references(declaration: Declaration): Reference[] {
  const { roles, groups, users, clients, providers, registration, routes } = declaration;
  const each =
    (kind: Kind, section: string, key: string) =>
    (names: readonly string[], index: number): Reference[] =>
      names.map((name, at) => ({ kind, name, path: [section, index, key, at] }));
  return [
    ...roles.map((role) => role.permissions).flatMap(each('permission', 'roles', 'permissions')),
    ...groups.map((group) => group.roles).flatMap(each('role', 'groups', 'roles')),
    ...groups.flatMap(({ parent }, index): Reference[] =>
      parent ? [{ kind: 'group', name: parent, path: ['groups', index, 'parent'] }] : [],
    ),
    ...users.map((user) => user.roles).flatMap(each('role', 'users', 'roles')),
    ...users.map((user) => user.groups).flatMap(each('group', 'users', 'groups')),
    ...clients.map((client) => client.roles).flatMap(each('role', 'clients', 'roles')),
    ...clients.map((client) => client.apis).flatMap(each('api', 'clients', 'apis')),
    ...clients.map((client) => client.serves).flatMap(each('api', 'clients', 'serves')),
    ...providers
      .map((provider) => provider.default_groups)
      .flatMap(each('group', 'providers', 'default_groups')),
    ...providers.flatMap(({ groups: map }, index) =>
      map.map(({ group }, at): Reference => {
        const path = ['providers', index, 'groups', at, 'group'];
        return { kind: 'group', name: group, path };
      }),
    ),
    ...registration.groups.map(
      (name, at): Reference => ({ kind: 'group', name, path: ['registration', 'groups', at] }),
    ),
    ...routes.flatMap(({ api }, index): Reference[] =>
      api === undefined ? [] : [{ kind: 'api', name: api, path: ['routes', index, 'api'] }],
    ),
    ...routes.flatMap(({ require }, index) => [
      ...required('permission', index, 'permissions', require?.permissions),
      ...required('role', index, 'roles', require?.roles),
    ]),
  ];
}

const required = (kind: Kind, index: number, key: string, names: string[] = []): Reference[] =>
  names.map((name, at) => ({ kind, name, path: ['routes', index, 'require', key, at] }));

/** The key of each section's entries: what the file is reconciled by. */
const keys = {
  apis: ['id', ({ apis }: Declaration) => apis.map(({ id }) => id)],
  scopes: ['name', ({ scopes }: Declaration) => scopes.map(({ name }) => name)],
  roles: ['name', ({ roles }: Declaration) => roles.map(({ name }) => name)],
  groups: ['name', ({ groups }: Declaration) => groups.map(({ name }) => name)],
  users: ['email', ({ users }: Declaration) => users.map(({ email }) => emailKey(email))],
  clients: ['id', ({ clients }: Declaration) => clients.map(({ id }) => id)],
  providers: ['id', ({ providers }: Declaration) => providers.map(({ id }) => id)],
  trusted_issuers: [
    'issuer',
    (declaration: Declaration) => declaration.trusted_issuers.map(({ issuer }) => issuer),
  ],
} as const;

function repeated(declaration: Declaration): Issue[] {
  return Object.entries(keys).flatMap(([section, [key, read]]) => {
    const values = read(declaration);
    return values.flatMap((value, index) =>
      values.indexOf(value) < index
        ? [{ path: [section, index, key], message: `${value} is declared twice.` }]
        : [],
    );
  });
}

/** What people are asked when they register has to be something that is kept. */
function unknownFields({ registration, profile }: Declaration): Issue[] {
  const known = fieldsOf(profile).map(({ name }) => name);
  const asked = registration.fields.map(({ claim }) => claim);
  return asked.flatMap((claim, index) => {
    const path = ['registration', 'fields', index, 'claim'];
    if (asked.indexOf(claim) < index) return [{ path, message: `${claim} is asked for twice.` }];
    if (known.includes(claim)) return [];
    const standard = standardClaimNames.join(', ');
    return [{ path, message: `Declare ${claim} in profile.fields, or name one of ${standard}.` }];
  });
}

/** Whether pages can be read, those of each client too. */
const brandings = ({ branding, clients }: Declaration): Issue[] => [
  ...checkBranding(branding).map(at('branding')),
  ...clients.flatMap(({ branding: own }, index) =>
    own === null ? [] : checkBranding(own).map(at('clients', index, 'branding')),
  ),
];

const at =
  (...before: Issue['path']) =>
  ({ path, message }: { path: string[]; message: string }): Issue => ({
    path: [...before, ...path],
    message,
  });

function reserved({ apis, roles, clients }: Declaration, issuerUrl: string): Issue[] {
  const own = builtIn(issuerUrl);
  const message = 'This name is built in. Choose another one.';
  return [
    ...apis.flatMap(({ id }, index) =>
      id === own.api.id ? [{ path: ['apis', index, 'id'], message }] : [],
    ),
    ...roles.flatMap(({ name }, index) =>
      name === own.role.name ? [{ path: ['roles', index, 'name'], message }] : [],
    ),
    ...clients.flatMap(({ id }, index) =>
      isBuiltInClient(id) ? [{ path: ['clients', index, 'id'], message }] : [],
    ),
  ];
}

function cycles(groups: Declaration['groups']): Issue[] {
  const parents = new Map(groups.map(({ name, parent }) => [name, parent]));
  return groups.flatMap(({ name }, index) => {
    const passed = new Set<string>();
    let ancestor = parents.get(name);
    while (ancestor !== undefined && ancestor !== name && !passed.has(ancestor)) {
      passed.add(ancestor);
      ancestor = parents.get(ancestor);
    }
    if (ancestor !== name) return [];
    const message = `The group ${name} is its own ancestor: ${[name, ...passed, name].join(' > ')}.`;
    return [{ path: ['groups', index, 'parent'], message }];
  });
}

/** Their author has the database too: what is asked of people besides the length is not asked here. */
function shortPasswords({ users, password: { minimum_length: minimum } }: Declaration): Issue[] {
  return users.flatMap(({ password }, index) =>
    password === undefined || isLongEnough(password, minimum)
      ? []
      : [
          {
            path: ['users', index, 'password'],
            message: `Use ${minimum} characters or more (password.minimum_length).`,
          },
        ],
  );
}
