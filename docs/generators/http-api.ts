import type { openApiDocument } from '../../packages/sallyport/src/open-api/document.ts';

type Document = ReturnType<typeof openApiDocument>;

interface Schema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  $ref?: string;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

interface Operation {
  tags: [string];
  summary: string;
  description?: string;
  security: Record<string, unknown>[];
  parameters?: {
    name: string;
    in: string;
    required: boolean;
    description?: string;
    schema?: Schema;
  }[];
  requestBody?: Content;
  responses: Record<string, Content & { description?: string; $ref?: string }>;
}

const head = `---
description: Every endpoint of issuer, gateway and management port, what it takes and what it answers.
sidebar: { order: 3, label: HTTP API }
---

# HTTP API

Every endpoint, in short. For programs there is [openapi.json](../../public/openapi.json), which \`sallyport open-api\` prints with the addresses of your configuration.

Addresses here are those of an example: the issuer is \`https://id.example\`, the gateway \`https://shop.example\`. A refusal is JSON, \`{"error": "…", "error_description": "…"}\`, with one of the [error codes](errors.md).
`;

/** `docs/pages/look-up/http-api.md` */
export function httpApiReference(document: Document): string {
  const all = operationsOf(document);
  const chapters = document.tags.map(({ name }) => [
    `## ${name}`,
    '',
    ...all.filter(({ operation }) => operation.tags[0] === name).map(section),
  ]);
  return `${[head, ...chapters.flat()].join('\n').trimEnd()}\n`;
}

interface Placed {
  method: string;
  url: string;
  operation: Operation;
}

function operationsOf({ paths, servers }: Document): Placed[] {
  return Object.entries(paths).flatMap(([path, item]) => {
    const { servers: own, ...methods } = item as { servers?: { url: string }[] };
    const [{ url }] = (own ?? servers) as [{ url: string }];
    return Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      method: method.toUpperCase(),
      url: own ? url + path : path,
      operation,
    }));
  });
}

function section({ method, url, operation }: Placed): string {
  const { summary, description, security, parameters = [], requestBody, responses } = operation;
  const credentials = security.flatMap((each) => Object.keys(each)).map((name) => whose[name]);
  const fields = Object.entries(requestBody?.content ?? {}).flatMap(([type, { schema }]) =>
    fieldRows(schema, type === 'application/json' ? 'JSON' : 'form'),
  );
  const rows = [
    ...parameters.map(({ name, in: place, required, description: what, schema }) =>
      row(name, required ? place : `${place}, optional`, `${what ?? ''}${boundsOf(schema)}`),
    ),
    ...fields,
  ];
  return [
    `### ${summary}`,
    '',
    `\`${method} ${url}\`${credentials.length > 0 ? `, with ${credentials.join(' or ')}` : ''}`,
    ...(description ? ['', description] : []),
    ...(rows.length > 0 ? ['', '| | where | what |', '|---|---|---|', ...rows] : []),
    '',
    ...Object.entries(responses)
      .filter(([, { $ref }]) => $ref === undefined)
      .map(([status, answer]) => `- **${status}**: ${told(answer)}`),
    '',
  ].join('\n');
}

const whose: Record<string, string> = {
  client: 'the credentials of a client',
  bearer: 'an access token',
  accessToken: 'an access token',
  session: 'the session cookie',
};

const row = (name: string, place: string, what = ''): string =>
  `| \`${name}\` | ${place} | ${what.replaceAll('|', '\\|')} |`;

function fieldRows(schema: Schema | undefined, place: string): string[] {
  const { properties = {}, required = [] } = schema ?? {};
  return Object.entries(properties).map(([name, field]) =>
    row(
      name,
      required.includes(name) ? place : `${place}, optional`,
      `${field.description ?? formOf(field)}${boundsOf(field)}`,
    ),
  );
}

/** What a number may be, and what it is when it is left out. */
function boundsOf({ minimum, maximum, default: given }: Schema = {}): string {
  if (typeof given !== 'number') return '';
  return ` From ${minimum} to ${maximum}; ${given} when left out.`;
}

/** The form of a value in a few words. */
function formOf({ type, items, enum: values, const: value, anyOf }: Schema): string {
  if (values) return values.map((each) => `\`${String(each)}\``).join(', ');
  if (value !== undefined) return `\`${String(value)}\``;
  if (anyOf) return anyOf.map(formOf).join(' or ');
  if (type === 'array') return `a list${items?.type ? ` of ${formOf(items)}` : ''}`;
  return (
    { string: 'text', integer: 'a whole number', object: 'an object' }[String(type)] ??
    String(type ?? 'anything')
  );
}

/** What an answer means, and which fields it has. */
function told({ description = '', content = {} }: Operation['responses'][string]): string {
  const schema = content['application/json']?.schema;
  const names = Object.keys(schema?.properties ?? {}).map((name) => `\`${name}\``);
  return names.length > 0 ? `${description} ${names.join(', ')}` : description;
}
