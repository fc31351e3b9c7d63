/** RFC 9110, sections 5.6.2 and 10.1.5: a product, with its version. */
const product = /^[\w!#$%&'*+.^`|~-]+(?:\/[\w!#$%&'*+.^`|~-]+)?/;

const longest = 60;

/**
 * The program that asks, as it calls itself: its first product alone, because a whole sentence in there could tell
 * the person what to do. Null where there is none.
 */
export function programOf(userAgent: string | null): string | null {
  const [name] = product.exec(userAgent ?? '') ?? [];
  return name === undefined || name.length > longest ? null : name;
}
