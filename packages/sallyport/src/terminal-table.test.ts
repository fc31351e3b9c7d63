import { createColors } from 'picocolors';
import { expect, test } from 'vitest';
import { type Row, table, wrap } from './terminal-table.ts';

const rows: Row[] = [
  ['Issuer', 'http://localhost:9000', 'sign-in, tokens'],
  ['Gateway', 'http://localhost:8080', 'one application and five routes to two services'],
  ['Log', 'sallyport.log', ''],
];
const at = (columns: number) => table(rows, { colors: createColors(false), columns });

test('with room enough there are three columns', () => {
  expect(at(100)).toEqual([
    '  Issuer   http://localhost:9000  sign-in, tokens',
    '  Gateway  http://localhost:8080  one application and five routes to two services',
    '  Log      sallyport.log',
  ]);
});

test('a note without room is below its value, in lines that end between words', () => {
  expect(at(50)).toEqual([
    '  Issuer   http://localhost:9000  sign-in, tokens',
    '  Gateway  http://localhost:8080',
    '           one application and five routes to two',
    '           services',
    '  Log      sallyport.log',
  ]);
});

test('a word that is too long stays whole', () => {
  expect(wrap('in /a/very/long/path it stays', 12, 2)).toEqual([
    '  in',
    '  /a/very/long/path',
    '  it stays',
  ]);
});
