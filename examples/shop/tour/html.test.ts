import { expect, test } from 'vitest';
import { readForms, readRefresh } from './html.ts';

test('every form, with its fields as they are filled in', () => {
  const page = `
    <form class="fields" method="post" action="/sign-in/a?x=1&amp;y=2">
      <input type="hidden" name="csrf" value="c&#39;s&#x2f;rf">
      <input name="email" type="email" value=""><button>Sign in</button>
    </form>
    <form method="post" action="/other"></form>`;
  expect(readForms(page)).toEqual([
    { action: '/sign-in/a?x=1&y=2', fields: { csrf: "c's/rf", email: '' } },
    { action: '/other', fields: {} },
  ]);
});

test('where a page refreshes to', () => {
  const page = '<meta http-equiv="refresh" content="0;url=http://a.example/?b=1&amp;c=2">';
  expect(readRefresh(page)).toBe('http://a.example/?b=1&c=2');
  expect(readRefresh('<p>url=x</p>')).toBeUndefined();
});
