import { z } from 'zod';
import type { Operation } from './operation.ts';

export type OpenApi = ReturnType<typeof describeOperations>;

/** The admin API in the words of OpenAPI 3.1, from the table that it is mounted from. */
export function describeOperations(operations: readonly Operation[], server: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    paths[operation.path]![operation.method.toLowerCase()] = describe(operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sallyport administration',
      version: '1',
      description:
        'A call that takes something away returns when no gateway acts on the old state any more.',
    },
    servers: [{ url: server }],
    security: [{ accessToken: [] }],
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          description: `An access token for the API ${server}.`,
        },
      },
      schemas: { Error: toSchema(errorSchema) },
      responses: {
        Error: {
          description: 'Refused, and why (RFC 9457).',
          content: { 'application/problem+json': { schema: { $ref: errorReference } } },
        },
      },
    },
  };
}

const errorReference = '#/components/schemas/Error';

/** RFC 9457 */
const errorSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string().describe('Of the status.'),
  status: z.int(),
  detail: z.string().describe('What is wrong, and what to do, for people.'),
  code: z.string().describe('One of the error codes, for programs.'),
  errors: z
    .array(
      z.object({
        pointer: z.string().optional().describe('Into the body (RFC 6901).'),
        parameter: z.string().optional().describe('In the query or the path.'),
        detail: z.string(),
      }),
    )
    .optional()
    .describe('Each field that is wrong.'),
  error: z.string().describe('As `code` (RFC 6749, section 5.2).'),
  error_description: z.string().describe('As `detail`.'),
});

const ifMatch = z.object({
  'If-Match': z
    .string()
    .optional()
    .describe('`ETag` of what was read: then nothing is changed that is another one by now (412).'),
});

const idempotencyKey = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('A random text: a repetition with it within a day is answered as the first one was.'),
});

const places = {
  none: '',
  group: ', everywhere or on the group',
  organization: ', everywhere or on the organization',
  either: ', everywhere or on groups and organizations',
};

function describe({ method, summary, permission, versioned, ...operation }: Operation) {
  const { params, query, body, status, response, lines, within = 'none' } = operation;
  const changes = method !== 'GET' && method !== 'POST';
  const parameters = [
    ...parametersOf('path', params),
    ...parametersOf('query', query),
    ...parametersOf('header', versioned && changes ? ifMatch : undefined),
    ...parametersOf('header', method === 'POST' ? idempotencyKey : undefined),
  ];
  const refused = { $ref: '#/components/responses/Error' };
  return {
    summary,
    description:
      permission === null
        ? 'Needs no permission.'
        : permission === 'any'
          ? 'Needs any permission at this API: the answer has what the caller may read.'
          : `Needs the permission \`${permission}\`${places[within]}.`,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? { requestBody: { required: !body.safeParse({}).success, ...json(toSchema(body)) } }
      : {}),
    responses: {
      [status]: response
        ? { description: 'Done.', ...(lines ? jsonLines : json)(toSchema(response)) }
        : { description: 'Done.' },
      '4XX': refused,
      '5XX': refused,
    },
  };
}

/** The parameters that an object of them stands for, in the words of OpenAPI. */
export function parametersOf(place: 'path' | 'query' | 'header', object: z.ZodObject | undefined) {
  if (!object) return [];
  const { properties = {}, required = [] } = toSchema(object);
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = property as { description?: string };
    return {
      ...{ name, in: place, required: required.includes(name), schema },
      ...(description === undefined ? {} : { description }),
    };
  });
}

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
/** The schema is that of each line. */
const jsonLines = (schema: unknown) => ({ content: { 'application/jsonl': { schema } } });

/** JSON Schema, as far as it is looked into here. */
export interface Schema {
  properties?: Record<string, unknown>;
  required?: string[];
}

export function toSchema(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest as Schema;
}
