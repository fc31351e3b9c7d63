import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Node, parseSync, Visitor } from 'oxc-parser';

/** Where a file is: `packages/<package>/src/<folder>/…`, or elsewhere in the repository. */
export interface Location {
  /** From the repository's root, with forward slashes. */
  path: string;
  /** Null outside `packages/`. */
  package: string | null;
  /** The capability: the first folder below `src`; empty for a file in `src` itself. */
  folder: string;
}

export interface Import {
  line: number;
  /** As written; null when it is put together at run time. */
  specifier: string | null;
  /** One of our files, or null for a package from npm or a module of Node. */
  target: Location | null;
  /** What is imported by name, types aside. */
  names: string[];
  /** Whether nothing of it is there at run time. */
  isType: boolean;
  /** Whether this file exports it again: `export … from`. */
  isReexport: boolean;
}

/** A statement as it is written, `?` for each value that is put in. */
interface Statement {
  line: number;
  text: string;
}

/** A value that decides what is done to the outside: `clock.now`, `fetch`. */
interface Use {
  line: number;
  what: string;
}

/** A use of the machine's clock or entropy, as it is written: `Date.now`, `new Date()`. */
interface AmbientUse {
  line: number;
  what: string;
}

export interface SourceFile extends Location {
  /** Tests and what only they use are free to reach everywhere. */
  isTest: boolean;
  imports: Import[];
  ambientUses: AmbientUse[];
  /** SQL: templates tagged `sql` or `tx`, and what is given to `.unsafe(…)`. */
  statements: Statement[];
  /** The values of properties called `table`: names that a statement is put together with. */
  tableNames: string[];
  /** Where the context's clock is read. */
  clockUses: Use[];
  /** Where HTTP is done without an import: `fetch(…)`. */
  fetchUses: Use[];
}

const repository = fileURLToPath(new URL('..', import.meta.url));

let packages: Promise<SourceFile[]> | null = null;

/** Every TypeScript file of the packages, parsed, once in a process. */
export function readPackages(): Promise<readonly SourceFile[]> {
  packages ??= parsePackages();
  return packages;
}

async function parsePackages(): Promise<SourceFile[]> {
  const packages = join(repository, 'packages');
  const entries = await readdir(packages, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/\/(node_modules|dist)\//.test(path));
  return Promise.all(
    paths.map(async (path) => parseSource(path, await readFile(join(repository, path), 'utf8'))),
  );
}

/**
 * Reads what a file imports (statically, dynamically, by re-export, as a type) and where it asks
 * the machine for time or entropy.
 *
 * @throws when the file cannot be parsed, so that none goes unread
 */
export function parseSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  const imports: Import[] = [];
  const ambientUses: AmbientUse[] = [];
  const lineAt = lineCounter(text);

  /** By the name it has here, what was imported. */
  const locals = new Map<string, Import>();
  const passOn = (node: { start: number }, local: Node | null | undefined) => {
    const imported = local?.type === 'Identifier' ? locals.get(local.name) : undefined;
    if (imported) imports.push({ ...imported, line: lineAt(node.start), isReexport: true });
  };
  const statements: Statement[] = [];
  const tableNames: string[] = [];
  const clockUses: Use[] = [];
  const fetchUses: Use[] = [];

  const addImport = (
    node: { start: number },
    source: Node | null,
    { names = [], isType = false, isReexport = false }: Partial<Import> = {},
  ) => {
    const isText = source?.type === 'Literal' && typeof source.value === 'string';
    const specifier = isText ? String(source.value) : null;
    const target = specifier === null ? null : resolve(path, specifier);
    imports.push({ line: lineAt(node.start), specifier, target, names, isType, isReexport });
  };
  const addStatement = (node: Node) => {
    const text = textOf(node);
    if (text !== null) statements.push({ line: lineAt(node.start), text });
  };
  const addUse = (node: { start: number }, what: string) =>
    ambientUses.push({ line: lineAt(node.start), what });

  new Visitor({
    ImportDeclaration(node) {
      addImport(node, node.source, { names: importedNames(node), isType: isTypeImport(node) });
      for (const { local } of node.specifiers) locals.set(local.name, imports.at(-1)!);
    },
    ExportAllDeclaration: (node) =>
      addImport(node, node.source, { isType: node.exportKind === 'type', isReexport: true }),
    ExportNamedDeclaration(node) {
      const isType = node.exportKind === 'type';
      if (node.source) return addImport(node, node.source, { isType, isReexport: true });
      for (const { local } of node.specifiers) passOn(node, local);
      const { declaration } = node;
      if (declaration?.type === 'VariableDeclaration') {
        for (const { init } of declaration.declarations) passOn(node, init);
      }
      if (declaration?.type === 'TSTypeAliasDeclaration') {
        const { typeAnnotation: type } = declaration;
        if (type.type === 'TSTypeReference') passOn(node, type.typeName);
      }
    },
    ExportDefaultDeclaration: (node) => passOn(node, node.declaration),
    ImportExpression: (node) => addImport(node, node.source),
    TSImportType: (node) => addImport(node, node.source, { isType: true }),
    TaggedTemplateExpression(node) {
      if (['sql', 'tx'].includes(lastName(node.tag))) addStatement(node.quasi);
    },
    Property(node) {
      const isTable = node.key.type === 'Identifier' && node.key.name === 'table';
      const { value } = node;
      if (isTable && value.type === 'Literal' && typeof value.value === 'string')
        tableNames.push(value.value);
    },
    TSExternalModuleReference: (node) => addImport(node, node.expression),
    MemberExpression(node) {
      const name = propertyName(node);
      if (lastName(node.object) === 'clock' && name) {
        clockUses.push({ line: lineAt(node.start), what: `clock.${name}` });
      }
      const owner = node.object.type === 'Identifier' ? node.object.name : '';
      if (clocks.has(`${owner}.${name}`)) addUse(node, `${owner}.${name}`);
      else if (name && entropy.has(name)) addUse(node, `${owner}.${name}`);
    },
    NewExpression(node) {
      const { callee } = node;
      const isDate = callee.type === 'Identifier' && callee.name === 'Date';
      if (isDate && node.arguments.length === 0) addUse(node, 'new Date()');
    },
    CallExpression(node) {
      const name = lastName(node.callee);
      if (node.callee.type === 'Identifier' && name === 'Date') addUse(node, 'Date()');
      if (name === 'fetch') fetchUses.push({ line: lineAt(node.start), what: 'fetch' });
      const [first] = node.arguments;
      if (name === 'unsafe' && first) addStatement(first);
    },
  }).visit(program);

  for (const { line, specifier, names } of imports) {
    if (!/^(node:)?crypto$/.test(specifier ?? '')) continue;
    for (const name of names.filter((name) => entropy.has(name))) {
      ambientUses.push({ line, what: name });
    }
  }
  const isTest = /\.(test|fixture)\.tsx?$/.test(path);
  return {
    ...{ ...locate(path), isTest, imports, ambientUses },
    ...{ statements, tableNames, clockUses, fetchUses },
  };
}

/** The line of an offset. They are asked for mostly in order: counting from the top each time takes longer than parsing. */
function lineCounter(text: string): (offset: number) => number {
  let [at, line] = [0, 1];
  return (offset) => {
    if (offset < at) [at, line] = [0, 1];
    for (let next = text.indexOf('\n', at); next >= 0 && next < offset; line++) {
      at = next + 1;
      next = text.indexOf('\n', at);
    }
    return line;
  };
}

const clocks = new Set(['Date.now', 'Math.random', 'performance.now', 'process.hrtime']);
const entropy = new Set([
  'randomBytes',
  'randomUUID',
  'randomInt',
  'randomFill',
  'randomFillSync',
  'getRandomValues',
]);

type NodeOf<Type extends Node['type']> = Extract<Node, { type: Type }>;

function importedNames(node: NodeOf<'ImportDeclaration'>): string[] {
  if (node.importKind === 'type') return [];
  return node.specifiers.flatMap((specifier) => {
    if (specifier.type !== 'ImportSpecifier' || specifier.importKind === 'type') return [];
    const { imported } = specifier;
    return [imported.type === 'Identifier' ? imported.name : imported.value];
  });
}

const isTypeImport = (node: NodeOf<'ImportDeclaration'>): boolean =>
  node.importKind === 'type' ||
  (node.specifiers.length > 0 &&
    node.specifiers.every((each) => each.type === 'ImportSpecifier' && each.importKind === 'type'));

/** `sql` of `sql`, `context.sql` and `this.sql`. */
function lastName(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' ? (propertyName(node) ?? '') : '';
}

function textOf(node: Node): string | null {
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.raw).join('?');
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}

function propertyName(node: NodeOf<'MemberExpression'>): string | null {
  if (!node.computed && node.property.type === 'Identifier') return node.property.name;
  return node.property.type === 'Literal' ? String(node.property.value) : null;
}

/** Which of our files a specifier names. */
function resolve(importer: string, specifier: string): Location | null {
  if (specifier.startsWith('.')) return locate(posix.join(dirname(importer), specifier));
  const ours = /^(?:@sallyport\/([^/]+)|(sallyport))(?:\/(.+))?$/.exec(specifier);
  if (!ours) return null;
  return locate(`packages/${ours[1] ?? ours[2]}/src/${ours[3] ?? 'index.ts'}`);
}

function locate(path: string): Location {
  const [, name, below = ''] = /^packages\/([^/]+)\/(?:src\/)?(.*)$/.exec(path) ?? [];
  const folder = below.includes('/') ? below.slice(0, below.indexOf('/')) : '';
  return { path, package: name ?? null, folder };
}
