import { emailSchema } from './email-configuration.ts';
import { type MailSettings, mailSettings } from './mail-settings.ts';

/** As a configuration with this `email` has it. */
export const settingsOf = (
  email: Record<string, unknown>,
  { ca = null, dkimKey = null }: { ca?: string | null; dkimKey?: string | null } = {},
): MailSettings =>
  mailSettings(
    emailSchema.parse({ from: 'Example Shop <no-reply@shop.example>', ...email }),
    { ca, dkimKey, templates: [] },
    false,
  );
