import { z } from 'zod';
import { label } from './text.ts';

/** A text for people, by language. */
export const wordsByLanguage = z
  .record(
    z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Use language tags: en, pt-BR.'),
    label,
  )
  .refine((texts) => Object.keys(texts).length > 0, 'Give a text in one language at least.');

/** A text, or a text for each language. */
export const words = z.union([label, wordsByLanguage]);
