/** One segment of a route's path. */
export type PatternSegment =
  | { kind: 'literal'; text: string }
  | { kind: 'parameter'; name: string }
  | { kind: 'rest' };

export type Pattern =
  | { ok: true; segments: PatternSegment[]; names: string[] }
  | { ok: false; reason: string };

const literal = /^[A-Za-z0-9\-._~!$&'()+,=:@]+$/;
const parameter = /^\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/**
 * Reads `/api/orders/*` or `/api/orders/{id}`. Literals are written plainly, never percent-encoded,
 * since requests are compared decoded.
 */
export function parsePattern(path: string): Pattern {
  if (!path.startsWith('/')) return refuse(`Begin the path with a slash: /${path}.`);
  const texts = path.slice(1).split('/');
  if (texts.at(-1) === '') texts.pop();
  const segments: PatternSegment[] = [];
  const names: string[] = [];
  for (const [index, text] of texts.entries()) {
    const name = parameter.exec(text)?.[1];
    if (text === '*') {
      if (index < texts.length - 1) return refuse(`In ${path}, * may only be the last segment.`);
      // No {name} can be this.
      names.push('*');
      segments.push({ kind: 'rest' });
    } else if (name) {
      if (names.includes(name)) return refuse(`In ${path}, {${name}} occurs twice.`);
      names.push(name);
      segments.push({ kind: 'parameter', name });
    } else if (literal.test(text) && text !== '.' && text !== '..') {
      segments.push({ kind: 'literal', text });
    } else {
      return refuse(
        `In ${path}, the segment "${text}" is neither plain text, a {name}, nor a last *.`,
      );
    }
  }
  return { ok: true, segments, names };
}

const refuse = (reason: string): Pattern => ({ ok: false, reason });
