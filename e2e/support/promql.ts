import { parser } from '@prometheus-io/lezer-promql';

/** A metric that a query reads, with what it says about its labels. */
interface Selector {
  metric: string;
  matchers: { label: string; operator: string; value: string }[];
}

export interface ParsedQuery {
  selectors: Selector[];
  /** Labels after `by`. */
  groupedBy: string[];
}

/** @throws Error for what is not PromQL */
export function parseQuery(query: string): ParsedQuery {
  const found: ParsedQuery = { selectors: [], groupedBy: [] };
  const textOf = (node: { from: number; to: number }) => query.slice(node.from, node.to);
  parser.parse(query).iterate({
    enter({ type, node }) {
      if (type.isError) throw new Error(`Not PromQL at ${node.from}: ${query}`);
      if (type.name === 'VectorSelector') {
        const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
        found.selectors.push({
          metric: textOf(node.getChild('Identifier')!),
          matchers: matchers.map((matcher) => ({
            label: textOf(matcher.getChild('LabelName')!),
            operator: textOf(matcher.getChild('MatchOp')!),
            value: JSON.parse(textOf(matcher.getChild('StringLiteral')!)),
          })),
        });
      }
      if (type.name === 'GroupingLabels') {
        found.groupedBy.push(...node.getChildren('LabelName').map(textOf));
      }
    },
  });
  return found;
}
