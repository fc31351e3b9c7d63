import type { AuthorizationParameters } from '../../interactions/interaction.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** More languages than people read. */
const maxLocales = 10;

/**
 * `ui_locales`: language tags, the preferred one first. One that we do not have is no error (OpenID Connect
 * Core, section 3.1.2.1), and neither is what is no language tag.
 */
export function checkUiLocales({
  form,
}: AuthorizationRequest): Pick<AuthorizationParameters, 'uiLocales'> {
  const tags = (form.ui_locales ?? '').split(' ').filter((tag) => /^[A-Za-z0-9-]{2,35}$/.test(tag));
  return tags.length === 0 ? {} : { uiLocales: tags.slice(0, maxLocales) };
}
