import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { isPlainText } from '../runtime/plain-text.ts';
import {
  createTrustedIssuer,
  deleteTrustedIssuer,
  getTrustedIssuer,
  listTrustedIssuers,
  replaceTrustedIssuer,
} from '../trusted-issuers/manage-trusted-issuers.service.ts';
import {
  declaredTrustedIssuer,
  faultOfAudiences,
  isForAnApi,
  trustedIssuerFields,
} from '../trusted-issuers/trusted-issuer-declaration.ts';
import { keyOfApi } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { nextCursor, pageQuery, readPlace, writePlace } from './page.ts';

const trustedIssuerSchema = z.object({
  key: z.string().describe('What stands for it in a path: `issuer` in base64url.'),
  issuer: z.string(),
  profile: z.string().describe('What its tokens have to be, as the configuration file says it.'),
  audiences: z
    .record(z.string(), z.string())
    .describe('The API that each value of `aud` stands for.'),
  without_audience: z
    .string()
    .nullable()
    .describe('The API that its tokens without `aud` are for.'),
  map: z.record(z.string(), z.unknown()).describe('Which claims hold the subject and the roles.'),
  declared: z.boolean().describe('Made by the configuration file: then it cannot be changed here.'),
});

const { issuer: _issuer, ...replaceable } = trustedIssuerFields;

/** No path can carry a URI: slashes in it are refused, encoded or not. */
const params = z.strictObject({
  issuer: z
    .base64url()
    .min(1)
    .max(2700)
    .describe('The `key` of the trusted issuer: its `issuer` in base64url.')
    .transform((key) => Buffer.from(key, 'base64url').toString('utf8'))
    .refine(isPlainText, 'It is no key of a trusted issuer.'),
});

const place = z.tuple([z.string().max(2000).refine(isPlainText)]);

type Kept = Awaited<ReturnType<typeof getTrustedIssuer>>;

const show = ({ withoutAudience, map, ...one }: Kept): z.input<typeof trustedIssuerSchema> => ({
  key: keyOfApi(one.issuer),
  ...{ ...one, without_audience: withoutAudience, map: { ...map } },
});

/** Other issuers whose tokens count, for which APIs. Writing takes every permission. */
export function trustedIssuerOperations(
  context: Pick<Context, 'sql' | 'changes' | 'clock' | 'settings'>,
): Operation[] {
  const read = async (issuer: string, sql: Queryable) => show(await getTrustedIssuer(issuer, sql));
  return [
    operation({
      method: 'GET',
      path: '/trusted-issuers',
      summary: 'List the other issuers whose tokens are accepted, and for which APIs',
      permission: 'configuration:read',
      query: z.strictObject(pageQuery),
      status: 200,
      response: z.object({ items: z.array(trustedIssuerSchema), next_cursor: nextCursor }),
      async run({ query: { limit, cursor } }) {
        const [after] = readPlace(cursor, place);
        const { issuers, more } = await listTrustedIssuers({ after, limit }, context);
        return {
          items: issuers.map(show),
          next_cursor: writePlace(more, issuers, ({ issuer }) => [issuer]),
        };
      },
    }),
    operation({
      method: 'POST',
      path: '/trusted-issuers',
      summary:
        'Trust another issuer. It says who people are and what roles they have: the caller needs every permission of this API',
      permission: 'configuration:write',
      body: declaredTrustedIssuer,
      status: 201,
      versioned: true,
      response: trustedIssuerSchema,
      run: async ({ body, caller }) => show(await createTrustedIssuer(body, { caller }, context)),
    }),
    operation({
      method: 'GET',
      path: '/trusted-issuers/{issuer}',
      summary: 'Read whose tokens are accepted, and for which APIs',
      permission: 'configuration:read',
      params,
      status: 200,
      versioned: true,
      response: trustedIssuerSchema,
      run: ({ params }) => read(params.issuer, context.sql),
    }),
    operation({
      method: 'PUT',
      path: '/trusted-issuers/{issuer}',
      summary:
        'Replace what is said of a trusted issuer: what is left out is as by default. The caller needs every permission of this API',
      permission: 'configuration:write',
      params,
      body: z.strictObject(replaceable).refine(isForAnApi, faultOfAudiences),
      status: 200,
      versioned: true,
      response: trustedIssuerSchema,
      async run({ params: { issuer }, body, caller, unchanged }) {
        const by = { caller, guard: unchanged((tx) => read(issuer, tx)) };
        return show(await replaceTrustedIssuer({ ...body, issuer }, by, context));
      },
    }),
    operation({
      method: 'DELETE',
      path: '/trusted-issuers/{issuer}',
      summary:
        'Trust an issuer no longer: its tokens are refused from then on. The caller needs every permission of this API',
      permission: 'configuration:write',
      params,
      status: 204,
      versioned: true,
      run: ({ params: { issuer }, caller, unchanged }) =>
        deleteTrustedIssuer(
          issuer,
          { caller, guard: unchanged((tx) => read(issuer, tx)) },
          context,
        ),
    }),
  ];
}
