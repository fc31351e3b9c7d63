import type { Examples } from '../pages/examples.fixture.ts';
import { recoveryCodesPage } from './recovery-codes.page.ts';

const codes = Array.from({ length: 10 }, (_, at) => `BCDF-GHJK-LMN${'PQRSTVWXZB'[at]}`);

export const examples: Examples = {
  'recovery codes': (view) => recoveryCodesPage(view, { codes, next: '/authorize/1' }),
};
