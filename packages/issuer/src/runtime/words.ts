import { z } from 'zod';
import { isReadable } from './readable.ts';
import { label } from './text.ts';

const shownText = label.refine(isReadable, 'Leave characters out that hide or reorder others.');

/** A text for people, by language. */
export const wordsByLanguage = z
  .record(
    z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Use language tags: en, pt-BR.'),
    shownText,
  )
  .refine((texts) => Object.keys(texts).length > 0, 'Give a text in one language at least.');

/** A text, or a text for each language. */
export const words = z.union([shownText, wordsByLanguage]);
