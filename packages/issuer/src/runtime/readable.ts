import { isPlainText } from './plain-text.ts';

/**
 * Marks that turn the direction of what follows, line ends, and characters that are not seen at all: with
 * them a name can look like another one, or change the sentence that it stands in (Unicode Technical
 * Report 36, section 2). Joiners stay, which names in some scripts need.
 */
const misleading =
  /[\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

/** Whether a text shows what it says, and nothing else. */
export const isReadable = (text: string): boolean => isPlainText(text) && !misleading.test(text);

/** A text that is not typed again, as one line without those characters: `isReadable` then. */
export const readableLine = (text: string): string =>
  text
    .toWellFormed()
    .normalize()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(new RegExp(misleading, 'gu'), '')
    .trim();
