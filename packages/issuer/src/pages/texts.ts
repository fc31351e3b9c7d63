import de from './languages/de.json' with { type: 'json' };
import en from './languages/en.json' with { type: 'json' };
import es from './languages/es.json' with { type: 'json' };
import fr from './languages/fr.json' with { type: 'json' };
import type { Message } from './text.ts';

/** The name of a text: `sign_in.heading`. The English file has them all. */
export type TextKey = keyof typeof en;

/** The texts of a language, by name. */
export type Texts = Readonly<Record<TextKey, Message>>;

/** Those that come with us, by tag; the first is the default. */
export const ownTexts: Readonly<Record<string, Texts>> = { en, de, fr, es };

/** Messages are texts of two: `{name}.heading` and `{name}.text`. */
export type MessageName = NameOfPair<TextKey>;

type NameOfPair<Key> = Key extends `${infer Name}.heading`
  ? `${Name}.text` extends TextKey
    ? Name
    : never
  : never;
