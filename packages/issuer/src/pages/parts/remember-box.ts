import type { Html } from '../../http/html.ts';
import type { View } from '../view.ts';
import { checkbox } from './field.ts';

/** A box beside a second factor. @param seconds for which the person is not asked again in this browser */
export const rememberBox = (view: View, seconds: number): Html =>
  checkbox({
    name: 'remember',
    label: view.t('second_factor.remember', { duration: view.duration(seconds) }),
  });
