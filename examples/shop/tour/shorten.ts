/**
 * Tokens as the tour shows them: enough to tell one from another, too little to use. A JWT keeps
 * the start of its header, a token of ours its prefix; both keep their last characters, as does
 * whatever else is long and looks random.
 */
export function shortenTokens(text: string): string {
  return text
    .replace(
      /\b(sp_(?:act|at|rt|ac|cs)_)([\w-]{3})[\w-]{6,}([\w-]{2})(?![\w-])/g,
      (_, prefix: string, first: string, last: string) => `${prefix}${first}…${last}`,
    )
    .replace(
      /\b(eyJ[\w-]{3})[\w-]*\.[\w-]+\.[\w-]*?([\w-]{2})(?![\w-])/g,
      (_, first: string, last: string) => `${first}…${last}`,
    )
    .replace(/(?<![\w-])([\w-]{3})[\w-]{35,}([\w-]{2})(?![\w-])/g, '$1…$2');
}

/** At most so many characters; what is left out shows as an ellipsis. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
