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
      responses: { Error: { description: 'Refused, and why.', ...json({ $ref: errorReference }) } },
    },
  };
}

const errorReference = '#/components/schemas/Error';

/** RFC 6749, section 5.2 */
const errorSchema = z.object({ error: z.string(), error_description: z.string() });

function describe({ summary, permission, params, query, body, status, response }: Operation) {
  const parameters = [...parametersOf('path', params), ...parametersOf('query', query)];
  const refused = { $ref: '#/components/responses/Error' };
  return {
    summary,
    description: `Needs the permission \`${permission}\`.`,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? { requestBody: { required: !body.safeParse({}).success, ...json(toSchema(body)) } }
      : {}),
    responses: {
      [status]: response
        ? { description: 'Done.', ...json(toSchema(response)) }
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

/** JSON Schema, as far as it is looked into here. */
export interface Schema {
  properties?: Record<string, unknown>;
  required?: string[];
}

export function toSchema(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest as Schema;
}
