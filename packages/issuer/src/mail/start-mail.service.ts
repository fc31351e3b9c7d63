import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { Context } from '../context.ts';
import { routes } from '../routes.ts';
import { createPagesDeliverer, type ShownMail } from './development.ts';
import { mailBrand } from './mail-brand.ts';
import { type MailSender, startMailSender } from './sender.service.ts';
import { createSmtpDeliverer } from './smtp.service.ts';
import { createTemplates } from './templates.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'log' | 'thinned' | 'secrets' | 'settings' | 'branding'
> & {
  metrics: Metrics;
  onMail?: ((mail: ShownMail) => void) | undefined;
};

/** Starts to send, where mails go anywhere. @throws TemplateError */
export async function startMail(context: Dependencies): Promise<MailSender | null> {
  const { settings, log, onMail } = context;
  const { delivery, templates } = settings.mail;
  if (delivery.to === 'nowhere') return null;
  const urlOf = (id: string) => settings.url + routes.shownMail(id);
  const deliverer =
    delivery.to === 'server'
      ? createSmtpDeliverer(delivery.smtp)
      : createPagesDeliverer({ urlOf, log, onMail });
  return startMailSender({
    ...context,
    deliverer,
    templates: createTemplates(templates),
    brand: async () => mailBrand(await context.branding(''), settings.mail, settings.url),
  });
}
