import { smtpSettings } from '@sallyport/issuer/mail/mail-settings.ts';
import { verifySmtp } from '@sallyport/issuer/mail/smtp.service.ts';
import { readMailFiles } from '../components/mail.ts';
import type { LoadedConfiguration } from '../config/load.ts';
import { isPublic } from './configuration-checks.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const about = 'Mail server';

/** Whether it answers and takes the password. Sends nothing. */
export async function checkMailServer(
  loaded: Pick<LoadedConfiguration, 'configuration' | 'directory'>,
): Promise<Finding[]> {
  const { email } = loaded.configuration;
  const smtp = email && smtpSettings(email, await readMailFiles(loaded));
  if (!smtp) {
    return [
      isPublic(loaded.configuration)
        ? warning(about, 'None is named.', 'Set email.smtp: codes, links and notices need it.')
        : ok(about, 'None is named: mails are shown at /dev/mail of the issuer.'),
    ];
  }
  const wrong = await verifySmtp(smtp);
  const place = `${smtp.host}:${smtp.port}`;
  return [
    wrong === null
      ? ok(about, `${place} takes mails from this machine.`)
      : problem(
          about,
          `${place} does not: ${wrong}.`,
          'Check email.smtp, the password and the firewall. Mails wait meanwhile.',
        ),
  ];
}
