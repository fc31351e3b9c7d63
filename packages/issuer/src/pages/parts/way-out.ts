import type { Html } from '../../http/html.ts';
import { routes } from '../../routes.ts';
import type { View } from '../view.ts';
import { buttonForm } from './button.ts';

/** Where a person stands in a sign-in. */
export interface Underway {
  /** The id of the interaction. */
  interaction: string;
  csrf: string;
}

/** *Cancel*: every page of a sign-in ends with it. The application hears `access_denied`. */
export const wayOut = ({ t }: View, { interaction, csrf }: Underway): Html =>
  buttonForm({
    action: routes.cancelInteraction(interaction),
    csrf,
    label: t('action.cancel'),
    kind: 'quiet',
  });
