import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Problem } from './problem.ts';

/** A parsed configuration file that knows the position of each value in its text. */
export interface Source {
  document: Document;
  /** Where a path is: its key (for what is wrong with the key), or its value. */
  locate(path: readonly PropertyKey[], part: 'key' | 'value'): { line: number; column: number };
  at(offset: number): { line: number; column: number };
  /** The value at a path, with aliases and merge keys (`<<`) followed; undefined if there is none. */
  nodeAt(path: readonly PropertyKey[]): unknown;
}

export type Parsed = { ok: true; source: Source } | { ok: false; problems: Problem[] };

/** About the size of a configuration with 10,000 clients. */
const maxCharacters = 8 * 1024 * 1024;
/** So many bytes at most are a file of that size. */
export const maxBytes = 4 * maxCharacters;
export const tooLarge = 'the file is larger than 8 MiB';

/** What YAML does not allow (1.2.2, section 5.1); a terminal would obey it in an excerpt. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const controlCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/;

const nameOf = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

export function parseSource(text: string): Parsed {
  const lineCounter = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const wholly = (message: string): Parsed => {
    return { ok: false, problems: [{ line: 1, column: 1, path: '', message }] };
  };
  if (text.length > maxCharacters) return wholly(tooLarge);
  const document = parseOrNull(text, lineCounter);
  if (!document) return wholly('the file is nested too deeply');
  const control = text.search(controlCharacter);
  if (control >= 0) {
    const message = `control character ${nameOf(text.charCodeAt(control))}: YAML is text, and has none`;
    return { ok: false, problems: [{ ...at(control), path: '', message }] };
  }

  const problems = [
    ...faults(document, text),
    ...danglingAliases(document),
    ...wrongMerges(document),
  ];
  if (problems.length > 0) {
    return {
      ok: false,
      problems: problems.map(({ offset, message }) => ({ ...at(offset), path: '', message })),
    };
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) {
    return wholly('the file is empty; it begins with "issuer: { url: http://localhost:9000 }"');
  }
  if (!isMap(root)) return wholly('the file must be a mapping, with lines such as "issuer:"');
  return {
    ok: true,
    source: {
      document,
      at,
      locate: (path, part) => at(find(document, path, part)),
      nodeAt: (path) => nodeAt(document, path),
    },
  };
}

function parseOrNull(text: string, lineCounter: LineCounter): Document | null {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, merge: true });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface Fault {
  offset: number;
  message: string;
}

/** After a syntax error, what the parser says about the rest of the file is of little use. */
function faults(document: Document, text: string): Fault[] {
  const { errors, warnings } = document;
  const all = [...errors, ...warnings];
  const broken = all.find(({ code }) => code !== 'DUPLICATE_KEY');
  return all
    .filter((fault) => fault === broken || fault.code === 'DUPLICATE_KEY')
    .map(({ code, message, pos: [offset] }) => {
      const explained = explain(code, text.slice(offset - 1, offset + 1));
      if (explained) return { offset, message: explained };
      const unclosed = /^Flow (map|sequence)/.test(message) && findUnclosed(document, text);
      return unclosed || { offset, message };
    });
}

/** The innermost bracket that is not closed: its position, rather than where the parser gave up. */
function findUnclosed(document: Document, text: string): Fault | null {
  let found: Fault | null = null;
  visit(document, {
    Collection(_, { range, flow }) {
      if (!range || !flow) return;
      const [from, to] = range;
      const [opening = '', closing] = text[from] === '{' ? '{}' : '[]';
      if (to - from > 1 && text.slice(from, to).trimEnd().endsWith(closing!)) return;
      found = { offset: from, message: `this ${opening} is not closed: ${closing} is missing` };
    },
  });
  return found;
}

function explain(code: string, around: string): string | null {
  if (around === '$' + '{') {
    return `between { } and [ ] write a variable in quotes: "\${NAME}"`;
  }
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'this line is indented with a tab; use spaces';
    case 'DUPLICATE_KEY':
      return 'this key is already used above, in the same mapping';
    case 'MULTIPLE_DOCS':
      return 'the file holds several documents ("---"); only one is read';
    default:
      return null;
  }
}

function danglingAliases(document: Document): Fault[] {
  const found: Fault[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return;
      const offset = alias.range?.[0] ?? 0;
      found.push({ offset, message: `there is no anchor &${alias.source} above` });
    },
  });
  return found;
}

/** `<<` copies the keys of other mappings (YAML 1.1's merge key, as Compose files use it). */
function wrongMerges(document: Document): Fault[] {
  const found: Fault[] = [];
  visit(document, {
    Pair(_, { key, value }) {
      if (!isMergeKey(key)) return;
      if (sourcesOf(value, document).every(isMap)) return;
      const message = '<<: takes an alias of a mapping, or a list of such aliases';
      found.push({ offset: startOf(key) ?? 0, message });
    },
  });
  return found;
}

/** The parser turns `<<` into a symbol of that name; in quotes it is a key like any other. */
const isMergeKey = (key: unknown): boolean =>
  isScalar(key) && typeof key.value === 'symbol' && key.value.description === '<<';

function sourcesOf(value: unknown, document: Document): unknown[] {
  const target = follow(value, document);
  return isSeq(target) ? target.items.map((item) => follow(item, document)) : [target];
}

const follow = (node: unknown, document: Document): unknown =>
  isAlias(node) ? node.resolve(document) : node;

/** The pair of a key, in the mapping itself or in one that it merges. */
function pairOf(map: YAMLMap, key: PropertyKey, document: Document): Pair | undefined {
  const own = map.items.find(
    (pair) => isScalar(pair.key) && String(pair.key.value) === String(key),
  );
  if (own) return own;
  return map.items
    .filter((pair) => isMergeKey(pair.key))
    .flatMap((pair) => sourcesOf(pair.value, document))
    .map((source) => (isMap(source) ? pairOf(source, key, document) : undefined))
    .find((pair) => pair !== undefined);
}

function nodeAt(document: Document, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((node, step) => {
    const inner = isMap(node)
      ? pairOf(node, step, document)?.value
      : isSeq(node)
        ? node.items[Number(step)]
        : undefined;
    return follow(inner, document);
  }, document.contents);
}

/** The offset of a path, or of the nearest thing around it that exists. */
function find(document: Document, path: readonly PropertyKey[], part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    node = follow(node, document);
    const isLast = index === path.length - 1;
    if (isMap(node)) {
      const pair = pairOf(node, step, document);
      if (!pair) return offset;
      const value = startOf(pair.value) ?? startOf(pair.key);
      offset = (isLast && part === 'value' ? value : startOf(pair.key)) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
  return range?.[0];
}
