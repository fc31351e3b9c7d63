import { stringify } from 'yaml';
import { z } from 'zod';
import {
  type DocumentedKey,
  documentedKeys,
  innermost,
} from '../../packages/sallyport/src/config/documented-keys.ts';
import { configurationSchema } from '../../packages/sallyport/src/config/schema.ts';
import { refusalOf } from './configuration-refusals.ts';

const head = `---
description: Every key of sallyport.yaml, with its default, an example, and what is said of a wrong value.
sidebar: { order: 1 }
---

# Configuration

One YAML file says everything: \`sallyport start --config sallyport.yaml\`. Editors read its [JSON schema](../../public/sallyport.schema.json):

\`\`\`yaml norun reason="a comment for editors"
# yaml-language-server: $schema=./sallyport.schema.json
\`\`\`

**A file with a fault is refused as a whole.** \`start\` ends with exit code 1, \`apply\` changes nothing, and both print every fault with its line, as
\`sallyport validate sallyport.yaml\` does without a running system. An unknown key is a fault, and the message names the key that was probably meant.

**Variables.** \`\${NAME}\` in a value is replaced by the environment variable, \`\${NAME:-text}\` by the text where the variable is unset or empty; \`$\${NAME}\` stands for \`\${NAME}\` itself. A
variable that is unset is a fault. Between \`{ }\` and \`[ ]\` write it in quotes. Secrets belong into variables, or
into files: with \`CREDENTIALS_DIRECTORY\` set, as systemd's \`LoadCredential\` does, a variable that is unset is read from the file of its name there.

**Changes.** \`sallyport apply\` changes APIs, roles, groups, users, clients, providers, trusted issuers, routes and branding of a running system; it returns when every gateway obeys. The keys of
\`issuer\`, \`gateway\`, \`management\`, \`tls\`, \`log\` and \`applications\` are read at the next start.

**People.** Of a declared person, \`apply\` writes only what the file did not say when it was applied last. What an administrator took or changed in between stays, and a line that begins with \`=\` says so. To give
it back, use the [admin API](http-api.md), or take the line out of the file, apply, and put it in again. Everything else is as the file says; what administrators made beside it stays ([whose is what](../do/use-the-admin-api.md#the-file-and-you)).
`;

/** `docs/pages/look-up/configuration.md` */
export function configurationReference(): string {
  return [head, ...documentedKeys(configurationSchema).map(entry)].join('\n');
}

function entry(key: DocumentedKey): string {
  const isSection = !/[.[]/.test(key.path);
  const facts = factsOf(key);
  const refusal = key.hasKeys ? null : refusalOf(key.schema);
  return [
    `${isSection ? '##' : '###'} \`${key.path}\``,
    '',
    key.description,
    ...(facts ? ['', facts] : []),
    ...(refusal
      ? ['', `A wrong value, as ${inline(refusal.value)}, is refused: \`${refusal.message}\`.`]
      : []),
    '',
  ].join('\n');
}

/** `Text; default `a`. For example `b`.` */
function factsOf({ schema, variants, examples }: DocumentedKey): string {
  const every = [schema, ...variants];
  const form = [...new Set(every.map(formOf))].join(', or ');
  const facts = [form === 'a mapping' ? '' : form, presenceIn(every)].filter(Boolean).join('; ');
  const sentence = facts ? `${facts[0]!.toUpperCase()}${facts.slice(1)}.` : '';
  const example = examples.length > 0 ? `For example ${examples.map(inline).join(' or ')}.` : '';
  return [sentence, example].filter(Boolean).join(' ');
}

/** A value as it is written in the file, on one line. */
const inline = (value: unknown): string =>
  `\`${stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim()}\``;

/** Nothing where forms differ in it: then the description says more. */
function presenceIn(schemas: readonly z.ZodType[]): string {
  const [presence = '', ...others] = new Set(schemas.map(presenceOf));
  return others.length === 0 ? presence : '';
}

function presenceOf(schema: z.ZodType): string {
  const absent = schema.safeParse(undefined);
  if (!absent.success) return 'required';
  const { data } = absent;
  const isPlain =
    data !== undefined && (typeof data !== 'object' || data === null || isEmpty(data));
  return isPlain ? `default ${inline(data)}` : '';
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

/** The form of a value in a few words: `a list of text`. */
function formOf(schema: z.ZodType): string {
  const inner = innermost(schema);
  if (inner instanceof z.ZodUnion) {
    return [...new Set(inner.options.map((option) => formOf(option as z.ZodType)))].join(', or ');
  }
  if (inner instanceof z.ZodArray)
    return `a list of ${pluralOf(formOf(inner.element as z.ZodType))}`;
  if (inner instanceof z.ZodEnum)
    return `one of ${inner.options.map((each) => inline(each)).join(', ')}`;
  if (inner instanceof z.ZodLiteral)
    return [...inner.values].map((each) => inline(each)).join(' or ');
  if (inner instanceof z.ZodBoolean) return '`true` or `false`';
  if (inner instanceof z.ZodNumber) return 'a number';
  if (inner instanceof z.ZodNull) return '`null`';
  return inner instanceof z.ZodObject || inner instanceof z.ZodRecord ? 'a mapping' : 'text';
}

const pluralOf = (form: string): string => form.replace(/^a (mapping|number|list)/, '$1s');
