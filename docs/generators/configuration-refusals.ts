import { stringify } from 'yaml';
import { z } from 'zod';
import { innermost } from '../../packages/sallyport/src/config/documented-keys.ts';
import { explainIssues } from '../../packages/sallyport/src/config/issues.ts';
import { parseSource } from '../../packages/sallyport/src/config/source.ts';

/** Values of the right form first; most keys that refuse anything refuse one of them. */
const texts = ['example com', '', 7];
const numbers = [0, -1, 1.5, 1_000_000, 'many'];
const lists = [['example com'], [''], [7], [], 'example com'];

/** What a user is told of a wrong value of this key; null where any of these values will do. */
export function refusalOf(schema: z.ZodType): { value: unknown; message: string } | null {
  for (const value of likelyMistakes(innermost(schema))) {
    const result = schema.safeParse(value);
    if (result.success) continue;
    const parsed = parseSource(stringify({ value }));
    if (!parsed.ok) continue;
    const [problem] = explainIssues(schema, result.error.issues, value, parsed.source);
    if (problem) return { value, message: problem.message.replace(/\.$/, '') };
  }
  return null;
}

function likelyMistakes(schema: z.ZodType): unknown[] {
  if (schema instanceof z.ZodArray) return lists;
  if (schema instanceof z.ZodNumber) return numbers;
  if (schema instanceof z.ZodBoolean || schema instanceof z.ZodEnum) return ['perhaps'];
  return [...texts, ...numbers, ...lists];
}
