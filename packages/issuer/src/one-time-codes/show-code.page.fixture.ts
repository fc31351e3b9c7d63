import type { Examples } from '../pages/examples.fixture.ts';
import { showCodePage } from './show-code.page.ts';

export const examples: Examples = {
  'link that was opened elsewhere': (view) => showCodePage(view, 'WDJBMJHT'),
};
