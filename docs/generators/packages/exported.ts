import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Comment, type Node, parseSync } from 'oxc-parser';

const packages = join(import.meta.dirname, '../../../packages');

/** Something that users of a package import by its name. */
export interface Exported {
  name: string;
  /** Of its comment, without the stars. Empty where there is none. */
  comment: string;
  /** As users see it: of a function without its body, of a class without what is private. */
  declaration: string;
}

/**
 * What a module exports, in the order in which it says so, wherever that stands.
 *
 * @param path below `packages/`
 */
export function exportsOf(path: string): Exported[] {
  const source = readFileSync(join(packages, path), 'utf8');
  const { program, comments } = parseSync(path, source);
  return program.body.flatMap((statement): Exported[] => {
    if (statement.type !== 'ExportNamedDeclaration') return [];
    if (statement.declaration)
      return [declared(statement.declaration, statement, { source, comments })];
    if (!statement.source) return [];
    const there = exportsOf(resolve(statement.source.value, path));
    return statement.specifiers.map((specifier) => {
      const wanted = source.slice(specifier.local.start, specifier.local.end);
      const found = there.find(({ name }) => name === wanted);
      if (!found)
        throw new Error(`${path} exports ${wanted}, which ${statement.source!.value} has not`);
      return found;
    });
  });
}

function resolve(specifier: string, from: string): string {
  const path = specifier.startsWith('.')
    ? join(dirname(from), specifier)
    : specifier.replace(/^@sallyport\/([a-z]+)\//, '$1/src/');
  if (!existsSync(join(packages, path))) throw new Error(`${from} exports ${specifier} again`);
  return path;
}

function declared(
  declaration: NonNullable<Extract<Node, { type: 'ExportNamedDeclaration' }>['declaration']>,
  { start }: Node,
  text: Text,
): Exported {
  const comment = commentBefore(start, text);
  return {
    name: nameOf(declaration),
    comment: comment ? withoutStars(comment.value) : '',
    declaration: signatureOf(declaration, text),
  };
}

interface Text {
  source: string;
  comments: readonly Comment[];
}

/** The comment that stands right before a place, as it is written; null where there is none. */
function commentBefore(start: number, { source, comments }: Text): Comment | null {
  const before = comments.findLast(({ type, end }) => type === 'Block' && end <= start);
  const isItsOwn =
    before?.value.startsWith('*') && /^\n?[ \t]*$/.test(source.slice(before.end, start));
  return isItsOwn ? before! : null;
}

function nameOf(declaration: Node): string {
  if (declaration.type === 'VariableDeclaration') return nameOf(declaration.declarations[0]!.id);
  if (declaration.type === 'Identifier') return declaration.name;
  if ('id' in declaration && declaration.id) return nameOf(declaration.id as Node);
  throw new Error(`A ${declaration.type} is exported without a name`);
}

function signatureOf(declaration: Node, whole: Text): string {
  const { source } = whole;
  const text = (from: number, to: number) => source.slice(from, to).trim();
  switch (declaration.type) {
    case 'FunctionDeclaration':
      return text(declaration.start, declaration.body!.start).replace(/^async /, '');
    case 'ClassDeclaration': {
      const members = declaration.body.body
        .map((member) => memberOf(member, whole))
        .filter((member) => member !== null);
      return `${text(declaration.start, declaration.body.start)} {\n${members.join('\n')}\n}`;
    }
    case 'VariableDeclaration': {
      const [{ id, init }] = declaration.declarations as [(typeof declaration.declarations)[0]];
      if (init?.type !== 'ArrowFunctionExpression') return `const ${text(id.start, id.end)}`;
      return `const ${nameOf(id)}: ${text(init.start, init.body.start)} …`.replace(/ => …$/, '');
    }
    default:
      return text(declaration.start, declaration.end);
  }
}

/** Null for what users do not see. */
function memberOf(member: Node, text: Text): string | null {
  if (!('key' in member) || member.key?.type === 'PrivateIdentifier') return null;
  if ('accessibility' in member && member.accessibility === 'private') return null;
  const end =
    member.type === 'MethodDefinition'
      ? member.value.body!.start
      : 'value' in member && member.value
        ? (member.value as Node).end
        : member.end;
  const from = commentBefore(member.start, text)?.start ?? member.start;
  return `  ${text.source.slice(from, end).replace(/;$/, '').trim()};`;
}

const withoutStars = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
