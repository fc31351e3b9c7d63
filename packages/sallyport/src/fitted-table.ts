import truncatedWidth from 'fast-string-truncated-width';
import type { TerminalStyle } from './terminal-table.ts';

export interface Column<Row> {
  title: string;
  of(row: Row): string;
  /** Never cut: people copy it into the next command. */
  whole?: boolean;
}

const gap = 2;
const leastWidth = 8;

/**
 * A table of any length, as wide as the terminal: each call gives the lines of further rows, the first one with
 * the titles. Widths are those of the first rows, so that columns stay where they are.
 */
export function fittedTable<Row>(
  columns: readonly Column<Row>[],
  { colors, columns: available }: TerminalStyle,
): (rows: readonly Row[]) => string[] {
  let widths: number[] | null = null;
  return (rows) => {
    const cells = rows.map((row) => columns.map(({ of }) => of(row)));
    const titles = widths === null ? [columns.map(({ title }) => title)] : [];
    widths ??= fit(columns, widest([...titles, ...cells]), available);
    const fitting = widths.map((width, at) => (columns[at]!.whole ? Infinity : width));
    const line = (row: readonly string[]) =>
      row
        .map((cell, at) => pad(cut(cell, fitting[at]!), at + 1 < row.length ? widths![at]! : 0))
        .join(' '.repeat(gap))
        .trimEnd();
    return [...titles.map((row) => colors.dim(line(row))), ...cells.map(line)];
  };
}

const widest = (rows: readonly string[][]): number[] =>
  rows[0]!.map((_, at) => Math.max(...rows.map((row) => widthOf(row[at]!))));

/** Takes from the widest column that may be cut, until all of them fit or none can give more. */
function fit<Row>(columns: readonly Column<Row>[], widths: number[], available: number): number[] {
  const fitted = [...widths];
  const total = () => fitted.reduce((sum, width) => sum + width, gap * (fitted.length - 1));
  while (total() > available) {
    const candidates = fitted.map((width, at) => (columns[at]!.whole ? 0 : width));
    const most = Math.max(...candidates);
    if (most <= leastWidth) break;
    fitted[candidates.indexOf(most)]!--;
  }
  return fitted;
}

const widthOf = (text: string): number => truncatedWidth(text).width;

const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));

function cut(text: string, limit: number): string {
  if (limit === Infinity || widthOf(text) <= limit) return text;
  const { index } = truncatedWidth(text, { limit, ellipsis: '…', ellipsisWidth: 1 });
  return `${text.slice(0, index)}…`;
}
