/**
 * A value that is too long for one cookie, in several: `name` holds how many there are and the first
 * part (`3.…`), `name.1` the second, and so on. A value that fits is in `name` as it is.
 */

/** Of name and value together; browsers drop a cookie that has more (RFC 6265bis, section 5.6). */
const maxCookieBytes = 4096;
/** With them, a request's head still fits into the 16 KiB that servers usually read. */
export const maxParts = 3;
/** For `3.` in the first and `.2` in the name of the others. */
const reserved = 2;

export interface NamedValue {
  name: string;
  value: string;
}

/**
 * @param value base64url
 * @throws Error when it does not fit into as many cookies as are allowed.
 */
export function splitCookie(name: string, value: string): NamedValue[] {
  const room = maxCookieBytes - name.length - reserved;
  if (value.length <= room) return [{ name, value }];
  const count = Math.ceil(value.length / room);
  if (count > maxParts) {
    throw new Error(`A session of ${value.length} bytes does not fit into ${maxParts} cookies.`);
  }
  return Array.from({ length: count }, (_, index) => {
    const part = value.slice(index * room, (index + 1) * room);
    return index === 0
      ? { name, value: `${count}.${part}` }
      : { name: partName(name, index), value: part };
  });
}

/** Null unless every part is there. Parts of different values are told apart by their seal. */
export function joinCookie(name: string, cookies: ReadonlyMap<string, string>): string | null {
  const first = cookies.get(name);
  if (!first) return null;
  const counted = /^([2-9])\.(.*)$/.exec(first);
  if (!counted) return first;
  const parts = [counted[2]!];
  for (let index = 1; index < Number(counted[1]); index++) {
    const part = cookies.get(partName(name, index));
    if (part === undefined) return null;
    parts.push(part);
  }
  return parts.join('');
}

/** The parts that a browser has, apart from the first `kept`. */
export function staleParts(
  name: string,
  cookies: ReadonlyMap<string, string>,
  kept: number,
): string[] {
  const all = Array.from({ length: maxParts }, (_, index) => partName(name, index));
  return all.slice(kept).filter((part) => cookies.has(part));
}

const partName = (name: string, index: number): string => (index === 0 ? name : `${name}.${index}`);
