import { type Alias, type Document, isAlias, isCollection, isPair, type Node } from 'yaml';
import type { Problem } from './problem.ts';
import type { Source } from './source.ts';

/** About four times the values of a configuration with 10,000 clients. */
const maxNodes = 1_000_000;

/**
 * The problems with the aliases of a document. An alias stands for a copy of what its anchor names, so
 * a few lines of aliases to aliases can stand for billions of values, and an alias inside its own
 * anchor for infinitely many. An anchor that is used often is allowed.
 */
export function checkExpansion({ document, at }: Source): Problem[] {
  const refuse = ({ range }: Alias, message: string): Problem[] => [
    { ...at(range?.[0] ?? 0), path: '', message },
  ];
  const sizes = new Map<unknown, number | 'open'>();
  let refusal: Problem[] | null = null;

  /** Values that a node stands for with all its aliases replaced; each anchor is counted once. */
  function sizeOf(node: unknown): number {
    if (isPair(node)) return sizeOf(node.key) + sizeOf(node.value);
    if (isAlias(node)) return sizeOfAlias(node);
    if (!isCollection(node)) return 1;
    const known = sizes.get(node);
    if (typeof known === 'number') return known;
    sizes.set(node, 'open');
    const items: readonly unknown[] = node.items;
    const size = items.reduce<number>((sum, item) => sum + sizeOf(item), 1);
    sizes.set(node, size);
    return size;
  }

  function sizeOfAlias(alias: Alias): number {
    const target: Node | undefined = alias.resolve(document as Document.Parsed);
    if (sizes.get(target) === 'open') {
      refusal ??= refuse(
        alias,
        `the alias *${alias.source} stands inside the anchor that it names`,
      );
      return 1;
    }
    const size = sizeOf(target);
    if (size > maxNodes) {
      refusal ??= refuse(alias, `the alias *${alias.source} stands for too much: ${many}`);
    }
    return size;
  }

  const total = sizeOf(document.contents);
  if (refusal) return refusal;
  if (total <= maxNodes) return [];
  return [{ line: 1, column: 1, path: '', message: `the aliases stand for too much: ${many}` }];
}

const many = 'more than a million values';
