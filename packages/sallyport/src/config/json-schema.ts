import { z } from 'zod';

/** The part of JSON Schema (draft 7, which editors read) that a configuration's keys need. */
export interface JsonSchema {
  $ref?: string;
  definitions?: Record<string, JsonSchema>;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

/** The schema of what may be written in the file, before defaults are filled in. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) as JsonSchema;

/** The keys that the schema knows at a path, whatever form of a union they belong to. */
export function knownKeys(root: JsonSchema, path: readonly PropertyKey[], at = root): string[] {
  if (at.$ref) {
    const target = root.definitions?.[at.$ref.replace('#/definitions/', '')];
    return target ? knownKeys(root, path, target) : [];
  }
  const forms = [...(at.anyOf ?? []), ...(at.oneOf ?? []), ...(at.allOf ?? [])];
  const inForms = forms.flatMap((form) => knownKeys(root, path, form));
  const [step, ...rest] = path;
  if (step === undefined) return [...Object.keys(at.properties ?? {}), ...inForms];
  const next =
    typeof step === 'number'
      ? at.items
      : (at.properties?.[String(step)] ?? at.additionalProperties);
  return [...(typeof next === 'object' ? knownKeys(root, rest, next) : []), ...inForms];
}
