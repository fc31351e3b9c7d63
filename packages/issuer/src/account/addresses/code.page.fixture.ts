import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { codePage } from './code.page.ts';

const page = { ...exampleFrame('addresses'), email: 'alice@example.com' };

export const examples: Examples = {
  'account: the code of a new address': (view) => codePage(view, page),
  'account: a code that is wrong': (view) => codePage(view, { ...page, left: 2 }),
};
