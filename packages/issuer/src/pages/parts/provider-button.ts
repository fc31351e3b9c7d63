import { type Html, raw } from '../../http/html.ts';
import { marks } from '../provider-marks.ts';
import type { TextKey } from '../texts.ts';

/** What a provider wants of the button that leads to it. */
export interface ProviderButton {
  /** Which words go before its name: some owners allow one of them only. */
  label: Extract<TextKey, 'federation.continue' | 'federation.sign_in'>;
  /** Decorative SVG, 20 pixels in both directions; left out where there is none to show. */
  mark: Html | undefined;
  /** Classes of the style sheet, which has the colours for light and dark. */
  className: string;
}

/**
 * Owners of these marks have colours of their own for the whole button. The others show their mark
 * on a plain one, which each of them allows.
 *
 * Google: developers.google.com/identity/branding-guidelines. Microsoft:
 * learn.microsoft.com/entra/identity-platform/howto-add-branding-in-apps. Apple:
 * developer.apple.com/design/human-interface-guidelines/sign-in-with-apple.
 */
const coloured = new Set(['google', 'microsoft', 'apple']);

/** Their guidelines know "Sign in with …" and no "Continue with …". */
const signInOnly = new Set(['microsoft', 'linkedin', 'slack']);

/** @param type of the provider, as the configuration names it; unknown ones get a plain button. */
export function providerButton(type: string): ProviderButton {
  const mark = Object.hasOwn(marks, type) ? marks[type] : undefined;
  return {
    label: signInOnly.has(type) ? 'federation.sign_in' : 'federation.continue',
    mark: mark === undefined ? undefined : raw(mark),
    className: coloured.has(type) ? `provider provider-${type}` : 'provider',
  };
}
