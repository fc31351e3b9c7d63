import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { type DataPage, dataPage } from './data.page.ts';

const page: DataPage = {
  ...exampleFrame('data'),
  ...{ email: 'alice@example.com', canDelete: true },
};

export const examples: Examples = {
  'account data': (view) => dataPage(view, page),
  'account data, wrong address': (view) => dataPage(view, { ...page, problem: 'mismatch' }),
  'account data, last administrator': (view) =>
    dataPage(view, { ...page, problem: 'last_administrator' }),
  'account data, declared': (view) => dataPage(view, { ...page, problem: 'declared' }),
  'account data, no deletion': (view) => dataPage(view, { ...page, canDelete: false }),
};
