import type { MailKind } from '../kinds.ts';

/**
 * The text templates of a language, each as `parseTemplateSource` reads it, and what stands below
 * every mail.
 */
export type MailTexts = Readonly<Record<MailKind | 'footer', string>>;
