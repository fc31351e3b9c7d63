import Table from 'cli-table3';

/**
 * A figure with three or so significant digits, thousands apart by a comma; a dash for NaN.
 * 52431 → `52,431`, 2.34567 → `2.35`, 0.01234 → `0.0123`.
 */
export function number(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

/** A line shorter than the header lets its last cell run to the table's end. */
export function table(header: readonly string[], lines: readonly string[][]): string {
  const drawn = new Table({
    head: [...header],
    style: { head: [], border: [], compact: true, 'padding-left': 1, 'padding-right': 1 },
    colAligns: header.map((_, index) => (index === 0 ? 'left' : 'right')),
  });
  for (const line of lines) {
    const cells = line.slice(0, -1);
    const last = line.at(-1) ?? '';
    const colSpan = header.length - cells.length;
    drawn.push(colSpan > 1 ? [...cells, { content: last, colSpan, hAlign: 'left' }] : line);
  }
  return drawn.toString();
}
