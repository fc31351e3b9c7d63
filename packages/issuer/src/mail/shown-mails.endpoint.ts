import { isInNetwork, parseNetwork } from '@sallyport/base/network.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { MiddlewareHandler, Context as Request } from 'hono';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { respondHtml } from '../http/html.ts';
import { type ViewContext, viewOf } from '../pages/view.endpoint.ts';
import { shownMailPage, shownMailsPage } from './shown-mails.page.ts';
import type { ReadableMail, ShownMails } from './shown-mails.service.ts';

interface Dependencies extends ViewContext, Pick<Context, 'settings' | 'callers'> {
  shownMails: ShownMails;
}

const thisMachine = ['127.0.0.0/8', '::1'].map((text) => parseNetwork(text)!);

/**
 * Mails have links that sign in. A page of another site that resolves its name to this machine (DNS
 * rebinding) names another host, and who comes through a tunnel has another address.
 */
export const onThisMachine =
  ({ settings, callers }: Pick<Context, 'settings' | 'callers'>): MiddlewareHandler =>
  async (request, next) => {
    const isHere =
      request.req.header('host') === new URL(settings.url).host &&
      isInNetwork(callers.network(request).replace(/^::\/64$/, '::1'), thisMachine);
    if (!isHere) {
      const message = 'Mails are shown on this machine alone. Set email.smtp to send them.';
      throw new OAuthError('access_denied', message);
    }
    await next();
  };

/** `GET /dev/mail` */
export const listShownMails =
  ({ shownMails, ...context }: Dependencies) =>
  async (request: Request) =>
    respondHtml(request, shownMailsPage(await viewOf(request, context), await shownMails.list()));

/** `GET /dev/mail/{id}` */
export const showMail =
  ({ shownMails, ...context }: Dependencies) =>
  async (request: Request) => {
    const mail = await find(request, shownMails);
    const page = shownMailPage(await viewOf(request, context), mail);
    return respondHtml(request, page, { hasFrames: true });
  };

/** `GET /dev/mail/{id}/html`: the HTML part, for the frame of the page above. Nothing in it runs. */
export const showMailHtml =
  ({ shownMails }: Pick<Dependencies, 'shownMails'>) =>
  async (request: Request) => {
    const { rendered } = await find(request, shownMails);
    const document = rendered?.html.replace('<head>', '<head>\n<base target="_blank">') ?? '';
    return request.body(document, 200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    });
  };

async function find(request: Request, shownMails: ShownMails): Promise<ReadableMail> {
  const id = z.uuid().safeParse(request.req.param('id'));
  const mail = id.success ? await shownMails.find(id.data) : null;
  if (!mail) throw new OAuthError('not_found', 'There is no such mail.');
  return mail;
}
