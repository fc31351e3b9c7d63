import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { type PasswordPage, passwordPage } from './password.page.ts';

const page: PasswordPage = {
  ...exampleFrame('password'),
  ...{ action: '/account/password', email: 'alice@example.com', state: 'set' },
  ...{ minimum: 12, signsOut: true, canRemove: false },
};

const shown = (more: Partial<PasswordPage>): Examples[string] => {
  return (view) => passwordPage(view, { ...page, ...more });
};

export const examples: Examples = {
  'account password': shown({}),
  'account password was changed': shown({ notice: 'account.notice.password_changed' }),
  'account password is not right': shown({ problem: { kind: 'wrong' } }),
  'account password is the same': shown({ problem: { kind: 'same' } }),
  'account password can be removed': shown({ canRemove: true }),
  'account password is the last way': shown({ problem: { kind: 'last_way' } }),
  'account password is weak': shown({ problem: { kind: 'weak', code: 'too_short' } }),
  'account password after too many': shown({ problem: { kind: 'throttled', seconds: 90 } }),
  'account password is the first': shown({ state: 'none' }),
  'account password is not used': shown({ state: 'unused' }),
};
