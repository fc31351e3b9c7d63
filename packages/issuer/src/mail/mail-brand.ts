import type { ServedBranding } from '../branding/branding-of.ts';
import type { Brand } from './brand.ts';
import type { MailSettings } from './mail-settings.ts';

/** The colour of buttons on pages that have no other one. */
const ownAccent = '#17605a';

/** Of mails that are given no other one: what the pages of the service have. */
export const mailBrand = (
  { branding, files, accent }: ServedBranding,
  { from }: Pick<MailSettings, 'from'>,
  issuerUrl: string,
): Brand => ({
  name: branding.name ?? (from.name || new URL(issuerUrl).hostname),
  // Mail programs show no SVG.
  logoUrl:
    branding.logo && files.get('logo')?.type === 'image/png' ? issuerUrl + branding.logo.url : null,
  color: accent ?? ownAccent,
});
