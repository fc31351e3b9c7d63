import type { ServedBranding } from '../branding/branding-of.ts';
import { cutText } from '../runtime/cut-text.ts';
import type { Brand } from './brand.ts';
import type { MailSettings } from './mail-settings.ts';

/** The colour of buttons on pages that have no other one. */
const ownAccent = '#17605a';

/** What the pages have: those of the service, or of one client. */
export const mailBrand = (
  { branding, files, accent }: ServedBranding,
  { from }: Pick<MailSettings, 'from'>,
  issuerUrl: string,
): Brand => ({
  name: branding.name ?? (cutText(from.name, 200) || new URL(issuerUrl).hostname),
  // Mail programs show no SVG.
  logoUrl:
    branding.logo && files.get('logo')?.type === 'image/png' ? issuerUrl + branding.logo.url : null,
  color: accent ?? ownAccent,
});
