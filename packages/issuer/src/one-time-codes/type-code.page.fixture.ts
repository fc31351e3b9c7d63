import type { Examples } from '../pages/examples.fixture.ts';
import { type TypeCodePage, typeCodePage } from './type-code.page.ts';

const page: TypeCodePage = {
  ...{ interaction: '1', csrf: 'csrf', email: 'alice@example.com' },
  ...{
    message: 'email_code.sent',
    action: '/email-code/1/check',
    again: '/email-code/1?again=yes',
  },
  ...{ characters: 'digits', length: 6 },
};

export const examples: Examples = {
  'code of a mail': (view) => typeCodePage(view, page),
  'code of a mail that is wrong': (view) => typeCodePage(view, { ...page, left: 1 }),
  'link in a mail': (view) =>
    typeCodePage(view, { ...page, message: 'magic_link.sent', characters: 'letters', length: 8 }),
  'code to register': (view) => typeCodePage(view, { ...page, message: 'register.code' }),
};
