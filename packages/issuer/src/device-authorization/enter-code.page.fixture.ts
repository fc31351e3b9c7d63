import type { Examples } from '../pages/examples.fixture.ts';
import { enterCodePage } from './enter-code.page.ts';

const page = { code: '', length: 8, action: '/device', csrf: 'csrf' };

export const examples: Examples = {
  'code of a device': (view) => enterCodePage(view, page),
  'code of a device, from its address': (view) =>
    enterCodePage(view, { ...page, code: 'WDJB-MJHT' }),
  'wrong code of a device': (view) =>
    enterCodePage(view, { ...page, code: 'WDJB-MJHX', error: view.t('enter_code.wrong') }),
  'too many codes of devices': (view) =>
    enterCodePage(view, {
      ...page,
      error: view.t('enter_code.throttled', { duration: view.duration(90) }),
    }),
};
