import type { Examples } from '../pages/examples.fixture.ts';
import { exampleFrame } from './frame.fixture.ts';
import { newCodesPage } from './new-codes.page.ts';

const codes = Array.from({ length: 10 }, () => 'BCDF-GHJK-LMNP');

export const examples: Examples = {
  'account authenticator, new codes': (view) =>
    newCodesPage(view, { ...exampleFrame('authenticator'), codes, sealed: null }),
  'account authenticator, first codes': (view) =>
    newCodesPage(view, { ...exampleFrame('authenticator'), codes, sealed: 'sealed' }),
};
