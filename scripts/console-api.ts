import { adminOperations } from '../packages/issuer/src/admin/admin.routes.ts';
import { describeOperations } from '../packages/issuer/src/admin/openapi.ts';
import { adminPermissionMeanings } from '../packages/issuer/src/directory/admin-permissions.ts';

/**
 * The admin API as the console's client knows it (`openapi-fetch`): OpenAPI in the words of TypeScript.
 * `openapi-typescript` does the same and needs the compiler API of TypeScript 5.
 */
export function consoleApi(): string {
  const nothing = {} as Parameters<typeof adminOperations>[0];
  const operations = adminOperations(nothing);
  const { paths, components } = describeOperations(operations, '');
  return [
    '/** The admin API, from its OpenAPI document: `npm run update` makes this file. */',
    `export interface paths {${fields(paths, (path) => fields(path as Json, operationType))}}`,
    `export interface needs {${fields(needsOf(operations), (need) => JSON.stringify(need))}}`,
    `export interface names {${fields(namesOf(), (means) => (means as string[]).map((each) => JSON.stringify(each)).join(' | '))}}`,
    `interface components { schemas: {${fields(components.schemas as Json, schemaType)}} }`,
  ].join('\n\n');
}

/** Those that need a permission, each with it; `here` where one on a single group or organization is enough. */
const needsOf = (operations: ReturnType<typeof adminOperations>): Json =>
  Object.fromEntries(
    operations
      .filter(({ permission }) => permission !== null && permission !== 'any')
      .map(({ method, path, permission, within = 'none' }) => [
        `${method} ${path}`,
        within === 'none' ? permission : `${permission} here`,
      ]),
  );

/** The permissions that are a name for others, with those. */
const namesOf = (): Json =>
  Object.fromEntries(
    Object.entries(Object.groupBy(adminPermissionMeanings, ([given]) => given))
      .map(([given, means = []]) => [given, means.map(([, each]) => each)] as const)
      .filter(([given, means]) => means[0] !== given),
  );

type Json = Record<string, unknown>;

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: unknown;
  description?: string;
}

interface OperationObject {
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Json };
  responses: Record<string, { content?: Json }>;
}

/** `{ name: type; }` of each, where a type that is only fields gets its braces. */
const fields = (object: Json, typeOf: (value: unknown) => string): string =>
  Object.entries(object)
    .map(([name, value]) => {
      const type = typeOf(value);
      return `${JSON.stringify(name)}: ${/^"[^"]*"\??: /.test(type) ? `{${type}}` : type};`;
    })
    .join('\n');

function operationType(value: unknown): string {
  const { parameters = [], requestBody, responses } = value as OperationObject;
  const places = ['path', 'query', 'header'].map((place) => {
    const those = parameters.filter((parameter) => parameter.in === place);
    const optional = those.some(({ required }) => required) ? '' : '?';
    const none = those.length === 0;
    const list = those.map(({ name, required, schema }) => {
      return `${JSON.stringify(name)}${required ? '' : '?'}: ${schemaType(schema)};`;
    });
    return `${place}${optional}: ${none ? 'never' : `{${list.join('\n')}}`};`;
  });
  const body = requestBody
    ? `requestBody${requestBody.required ? '' : '?'}: {${contentType(requestBody.content)}};`
    : 'requestBody?: never;';
  const answers = Object.entries(responses)
    .filter(([status]) => /^2/.test(status))
    .map(
      ([status, { content }]) =>
        `${status}: { headers: { [name: string]: unknown }; ${content ? contentType(content) : 'content?: never;'} };`,
    );
  const refused = `default: { headers: { [name: string]: unknown }; content: { "application/json": components["schemas"]["Error"] } };`;
  return `{ parameters: {${places.join(' ')}}; ${body} responses: {${answers.join(' ')} ${refused}} }`;
}

const contentType = (content: Json): string =>
  `content: {${Object.entries(content)
    .map(([type, media]) => `${JSON.stringify(type)}: ${schemaType((media as Json)['schema'])};`)
    .join('')}};`;

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: unknown[];
  oneOf?: unknown[];
  allOf?: unknown[];
  items?: unknown;
  prefixItems?: unknown[];
  properties?: Json;
  required?: string[];
  additionalProperties?: unknown;
}

function schemaType(value: unknown): string {
  const schema = (value ?? {}) as Schema;
  if (schema.$ref) return `components["schemas"]["${schema.$ref.split('/').at(-1)}"]`;
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(' | ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return [...new Set(either.map(schemaType))].join(' | ');
  if (schema.allOf) return schema.allOf.map((each) => `(${schemaType(each)})`).join(' & ');
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => schemaType({ ...schema, type })).join(' | ');
  }
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `(${schemaType(schema.items)})[]`;
    case 'object':
      return objectType(schema);
    default:
      return 'unknown';
  }
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const known = Object.entries(properties).map(
    ([name, property]) =>
      `${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${schemaType(property)};`,
  );
  const isOpen = typeof additionalProperties === 'object' && known.length === 0;
  if (isOpen) known.push(`[name: string]: ${schemaType(additionalProperties)};`);
  return `{${known.join('\n')}}`;
}
