import { createHash } from 'node:crypto';

/** A statement as the server gets it. */
export interface Statement {
  text: string;
  values: readonly (string | Uint8Array | null)[];
  /** Of the prepared statement, the same for the same text; undefined: it is not prepared. */
  name?: string;
  /** It waits for no other transaction, and for no disk or standby: others may be sent behind it. */
  isRead?: boolean;
}

/** The name of a table or a column, or several, within a template. */
export class Identifier {
  readonly quoted: string;
  constructor(names: string | readonly string[]) {
    this.quoted = [names]
      .flat()
      .map((name) => `"${name.replaceAll('"', '""')}"`)
      .join(', ');
  }
}

/** A value of the type jsonb, within a template. */
export class Json {
  readonly text: string;
  constructor(value: unknown) {
    this.text = JSON.stringify(value);
  }
}

/** A piece of a statement, within a template. */
export class Fragment {
  readonly parts: readonly string[];
  readonly holes: readonly Value[];
  constructor(parts: readonly string[], holes: readonly Value[]) {
    this.parts = parts;
    this.holes = holes;
  }
}

type Scalar = string | number | bigint | boolean | Date | Uint8Array;
/** What a template may hold. An array is one parameter: an array of PostgreSQL. */
export type Value = Scalar | readonly (Scalar | null)[] | Json | Identifier | Fragment | null;

/** The same for the same text. */
type OfText = Pick<Statement, 'name' | 'isRead'>;

/**
 * How many statements a connection keeps prepared. Texts are few, since values are parameters and
 * only names of ours become part of a text; a fault in that is not to fill the server's memory.
 */
const maxPrepared = 1_000;

/**
 * Turns templates into statements. The name of a statement is the hash of its text, so that each
 * connection plans it once and keeps the plan.
 */
export function createStatements(prepare = true) {
  const known = new Map<string, OfText>();

  function ofText(text: string): OfText | undefined {
    const found = known.get(text);
    if (found || known.size >= maxPrepared) return found;
    const made = { isRead: isRead(text), ...(prepare && { name: nameOf(text) }) };
    known.set(text, made);
    return made;
  }

  return (template: Fragment): Statement => {
    const values: Statement['values'][number][] = [];
    const render = ({ parts, holes }: Fragment): string =>
      parts.reduce((text, part, index) => text + renderHole(holes[index - 1]!) + part);
    const renderHole = (hole: Value): string => {
      if (hole instanceof Identifier) return hole.quoted;
      if (hole instanceof Fragment) return render(hole);
      return `$${values.push(encode(hole))}${castOf(hole)}`;
    };
    const text = render(template);
    return { text, values, ...ofText(text) };
  };
}

const nameOf = (text: string): string =>
  `sp_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;

/** Words of statements that write, or lock what they read. A column of such a name costs a little speed. */
const writing =
  /\b(?:insert|update|delete|merge|truncate|lock|share|nextval|setval|pg_notify|pg_logical_emit_message)\b|_lock\w*\s*\(/i;

/** By its words alone: no function of the schema does what the statement does not say. */
export const isRead = (text: string): boolean =>
  /^\s*(?:select|with|values)\b/i.test(text) && !writing.test(text);

/** Values travel as text, whose type the server infers from where the parameter stands. */
export function encode(value: Value): string | Uint8Array | null {
  if (value === null || typeof value === 'string' || value instanceof Uint8Array) return value;
  if (value instanceof Json) return value.text;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map(element).join(',')}}`;
  if (['number', 'bigint', 'boolean'].includes(typeof value)) return String(value);
  throw new TypeError(`No parameter of a statement: ${typeof value}. Use sql.json for objects.`);
}

function element(value: Scalar | null): string {
  const encoded = encode(value);
  if (encoded === null) return 'null';
  const text = typeof encoded === 'string' ? encoded : `\\x${Buffer.from(encoded).toString('hex')}`;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Where the JavaScript type says more than the place: `$1 + interval '1 day'` would be an interval. */
function castOf(value: Value): string {
  if (value instanceof Json) return '::jsonb';
  const isArray = Array.isArray(value);
  const type = typeOf(isArray ? value[0] : value);
  return type && `::${type}${isArray ? '[]' : ''}`;
}

function typeOf(value: unknown): string {
  if (value instanceof Date) return 'timestamptz';
  if (value instanceof Uint8Array) return 'bytea';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'bigint' ? 'bigint' : '';
}
