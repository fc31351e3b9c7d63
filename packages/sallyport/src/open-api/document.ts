import { adminOperations } from '@sallyport/issuer/admin/admin.routes.ts';
import { describeOperations, parametersOf, toSchema } from '@sallyport/issuer/admin/openapi.ts';
import { routes } from '@sallyport/issuer/routes.ts';
import { version } from '../version.ts';
import type { Credential, Described, Endpoint, Server } from './endpoint.ts';
import { linkEndpoints } from './link-endpoints.ts';
import { operatorEndpoints } from './operator-endpoints.ts';
import { protocolEndpoints } from './protocol-endpoints.ts';
import { tokenHandlerEndpoints } from './token-handler-endpoints.ts';

export const endpoints: readonly Endpoint[] = [
  ...protocolEndpoints,
  ...linkEndpoints,
  ...tokenHandlerEndpoints,
  ...operatorEndpoints,
];

/** Where each server is found. */
export type Servers = Record<Server, string>;

export const administration = 'Administration';

/** All endpoints of Sallyport in the words of OpenAPI 3.1. */
export function openApiDocument(servers: Servers) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const { path, method, server } = endpoint;
    paths[path] ??= server === 'issuer' ? {} : { servers: [{ url: servers[server] }] };
    paths[path][method] = describe(endpoint);
  }
  const admin = adminDocument(servers.issuer);
  for (const [path, operations] of Object.entries(admin.paths)) {
    paths[routes.admin + path] = Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        { tags: [administration], security: [{ bearer: [] }], ...(operation as object) },
      ]),
    );
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sallyport',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: servers.issuer }],
    tags: [...new Set([...endpoints.map(({ tag }) => tag), administration])].map((name) => ({
      name,
    })),
    paths,
    components: { ...admin.components, securitySchemes },
  };
}

const securitySchemes = {
  client: {
    type: 'http',
    scheme: 'basic',
    description: 'Id and secret of a client, form-encoded (RFC 6749, section 2.3.1).',
  },
  bearer: { type: 'http', scheme: 'bearer', description: 'An access token.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-Http-sp_session',
    description: 'The cookie of an application’s session.',
  },
} satisfies Record<Credential, object>;

function adminDocument(issuer: string) {
  // The table is read here, and nothing in it is run.
  const nothing = {} as Parameters<typeof adminOperations>[0];
  return describeOperations(adminOperations(nothing), issuer + routes.admin);
}

function describe({ tag, summary, description, credentials, answers, ...taken }: Endpoint) {
  const parameters = [
    ...parametersOf('path', taken.params),
    ...parametersOf('query', taken.query),
    ...parametersOf('header', taken.headers),
  ];
  const content = contentOf(taken);
  const refused = { $ref: '#/components/responses/Error' };
  return {
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    security: credentials ? credentials.map((name) => ({ [name]: [] })) : [],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(content ? { requestBody: { required: true, content } } : {}),
    responses: {
      ...Object.fromEntries(answers.map((answer) => [answer.status, answerOf(answer)])),
      '4XX': refused,
      '5XX': refused,
    },
  };
}

function contentOf({ form, body }: Pick<Endpoint, 'form' | 'body'>) {
  if (form) return { 'application/x-www-form-urlencoded': { schema: toSchema(form) } };
  return body ? { 'application/json': { schema: toSchema(body) } } : null;
}

function answerOf({ description, json, type }: Described) {
  if (json) return { description, content: { 'application/json': { schema: toSchema(json) } } };
  return type ? { description, content: { [type]: {} } } : { description };
}
