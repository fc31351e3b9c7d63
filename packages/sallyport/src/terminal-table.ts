import { colors } from './colors.ts';

export type Colors = Pick<typeof colors, 'bold' | 'dim' | 'cyan' | 'green'>;

/** How to lay out what people read: in which colours, and in how many columns. */
export interface TerminalStyle {
  colors: Colors;
  columns: number;
}

/** Without a terminal there is no width: the program that shows the text breaks the lines. */
export const terminalStyle = (): TerminalStyle => ({
  colors,
  columns: process.stdout.columns || Number.POSITIVE_INFINITY,
});

export type Row = [label: string, value: string, note: string];

/** Three columns; a note that does not fit is below its value. Rows that do not apply are left out. */
export function table(
  rows: readonly (Row | null | '' | false)[],
  { colors: { cyan, dim }, columns }: TerminalStyle,
): string[] {
  const all = rows.filter((row) => Array.isArray(row));
  const width = (column: 0 | 1, of: Row[]) => Math.max(0, ...of.map((row) => row[column].length));
  const labels = width(0, all);
  const fits = (row: Row, values: number) => labels + values + row[2].length + 6 <= columns;
  const noted = all.filter(([, , note]) => note);
  const values = width(
    1,
    noted.filter((row) => fits(row, row[1].length)),
  );
  return all.flatMap((row) => {
    const [label, value, note] = row;
    const start = `  ${label.padEnd(labels)}  `;
    if (!note) return [start + cyan(value)];
    const padded = value.padEnd(values);
    if (fits(row, padded.length)) return [`${start}${cyan(padded)}  ${dim(note)}`];
    return [start + cyan(value), ...wrap(note, columns, start.length).map((line) => dim(line))];
  });
}

/** Breaks text between words; each line is indented. A word that is too long stays whole. */
export function wrap(text: string, columns: number, indent: number): string[] {
  const margin = ' '.repeat(indent);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && indent + line.length + 1 + word.length > columns) {
      lines.push(margin + line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, margin + line];
}
