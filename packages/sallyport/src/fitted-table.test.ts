import pico from 'picocolors';
import { expect, test } from 'vitest';
import { type Column, fittedTable } from './fitted-table.ts';

const style = (columns: number) => ({ colors: pico.createColors(false), columns });
type Row = [id: string, name: string];
const columns: Column<Row>[] = [
  { title: 'id', of: ([id]) => id, whole: true },
  { title: 'name', of: ([, name]) => name },
  { title: 'end', of: () => 'x' },
];

test('columns are as wide as their widest cell, and later rows stay in them', () => {
  const table = fittedTable(columns, style(80));
  expect(table([['1234567890', 'Alice']])).toEqual([
    'id          name   end',
    '1234567890  Alice  x',
  ]);
  expect(table([['1', 'Bob']])).toEqual(['1           Bob    x']);
  expect(table([['1', 'Barbara']])).toEqual(['1           Barb…  x']);
});

test('in a narrow terminal a name is cut, by what it takes on the screen, and an id is not', () => {
  const table = fittedTable(columns, style(26));
  const lines = table([
    ['1234567890', 'A person with a long name'],
    ['1', '漢字漢字漢字漢字'],
  ]);
  expect(lines).toEqual([
    'id          name       end',
    '1234567890  A person…  x',
    '1           漢字漢字…  x',
  ]);
});

test('without a terminal nothing is cut', () => {
  const table = fittedTable(columns, style(Number.POSITIVE_INFINITY));
  expect(table([['1', 'n'.repeat(300)]]).at(-1)).toContain('n'.repeat(300));
});
