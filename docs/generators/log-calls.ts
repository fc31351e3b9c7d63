import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Node, parseSync, Visitor } from 'oxc-parser';

/** A line that a part of the program can write to the log. */
export interface LogCall {
  /** `gateway`, `issuer` or `sallyport`. */
  package: string;
  level: string;
  /** `…` for what is put in at run time. */
  message: string;
  /** Those that are written down where it is logged. */
  fields: string[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const levels = new Set(['debug', 'info', 'warn', 'error', 'fatal']);

/** Every call of a logger in the three programs, in their order in the files. */
export function logCalls(): LogCall[] {
  return ['gateway', 'issuer', 'sallyport'].flatMap((name) =>
    globSync(`packages/${name}/src/**/*.ts`, { cwd: root })
      .filter((path) => !/\.(test|fixture)\.ts$/.test(path))
      .sort()
      .flatMap((path) => callsIn(readFileSync(`${root}/${path}`, 'utf8'), name)),
  );
}

/** @param source of a module in TypeScript */
export function callsIn(source: string, name: string): LogCall[] {
  const calls: LogCall[] = [];
  new Visitor({
    CallExpression({ callee, arguments: given }) {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
      const owner = source.slice(callee.object.start, callee.object.end);
      const method = callee.property.name;
      if (owner.endsWith('thinned') && method === 'write') {
        const [level, , facts, message, detail] = given;
        calls.push({
          package: name,
          level: textsOf(level).join(' or ') || 'warn or error',
          message: textsOf(message)[0] ?? '…',
          fields: [...fieldsOf(facts), ...fieldsOf(detail)],
        });
      } else if (/log$/i.test(owner) && levels.has(method)) {
        const facts = given.length > 1 ? given[0] : undefined;
        for (const message of textsOf(given.at(-1))) {
          calls.push({ package: name, level: method, message, fields: fieldsOf(facts) });
        }
      }
    },
  }).visit(parseSync('source.ts', source).program);
  return calls;
}

/** A text as it is written; both of a conditional one; `…` for what is known at run time only. */
function textsOf(node: Node | undefined): string[] {
  switch (node?.type) {
    case 'Literal':
      return [String(node.value)];
    case 'TemplateLiteral':
      return [node.quasis.map(({ value }) => value.cooked).join('…')];
    case 'ConditionalExpression':
      return [...textsOf(node.consequent), ...textsOf(node.alternate)];
    case 'BinaryExpression': {
      const [left] = textsOf(node.left);
      const [right] = textsOf(node.right);
      return [`${left ?? '…'}${right ?? '…'}`];
    }
    case 'TSAsExpression':
      return [];
    default:
      return ['…'];
  }
}

function fieldsOf(node: Node | undefined): string[] {
  if (node?.type !== 'ObjectExpression') return [];
  return node.properties.flatMap((property) =>
    property.type === 'Property' && property.key.type === 'Identifier' ? [property.key.name] : [],
  );
}
