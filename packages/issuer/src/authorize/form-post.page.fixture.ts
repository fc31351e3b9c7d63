import type { Examples } from '../pages/examples.fixture.ts';
import { formPostPage } from './form-post.page.ts';

export const examples: Examples = {
  // The gallery has no such address, and its page stays.
  'form post': (view) => formPostPage(view, { action: '/', fields: { code: 'c', state: 's' } }),
};
