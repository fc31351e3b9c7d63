import type { Examples } from './examples.fixture.ts';
import { messagePage } from './message.page.ts';

export const examples: Examples = {
  'sign-in is over': (view) => messagePage(view, { message: 'sign_in.over' }),
  'too many attempts': (view) =>
    messagePage(view, {
      message: 'sign_in.throttled',
      values: { duration: view.duration(90) },
      sign: 'waiting',
      action: { href: '/sign-in/1', label: 'action.back_to_sign_in' },
      requestId: 'k7m2q9x4wf',
    }),
};
