import { reaches } from '@sallyport/protocol/acr.ts';
import type { Context as Request } from 'hono';
import { z } from 'zod';
import { readFactors } from '../../authorize/read-factors.service.ts';
import { readForm } from '../../http/body.ts';
import { cookieOf } from '../../http/cookies.ts';
import { endActing, heldActing } from '../../impersonation/acting-session.service.ts';
import {
  beginImpersonation,
  findOffered,
} from '../../impersonation/begin-impersonation.service.ts';
import { routes } from '../../routes.ts';
import type { Session } from '../../sessions/session.ts';
import { isMadeFor } from '../account-csrf.ts';
import { type AccountContext, accountForm, accountPage, leave } from '../account-page.endpoint.ts';
import type { Notice } from '../notice.ts';
import { impersonationPage } from './impersonation.page.ts';

const own = { section: 'overview', isSensitive: true, asThemselves: true } as const;
const over: Notice = 'account.notice.impersonation_over';

/** `GET /account/impersonation?id=…`: the address that the admin API gives out. It is of use to one administrator. */
export const showImpersonation = (context: AccountContext) =>
  accountPage(context, own, async ({ request, view, frame, session }) => {
    const offered = await readOffered(request.req.query('id'), session, context);
    if (!offered) return leave(request, { notice: over, to: routes.account });
    return impersonationPage(view, {
      ...{ ...frame, id: offered.id, person: offered, reason: offered.reason },
      ...{ minutes: Math.ceil(offered.lifetime / 60), action: routes.impersonate() },
    });
  });

/** `POST /account/impersonation` */
export const begin = (context: AccountContext) =>
  accountForm(context, { ...own, fields: ['id'] }, async ({ request, session, form }) => {
    const offered = await readOffered(form.id, session, context);
    if (!offered) return { notice: over };
    const { factors } = await readFactors(offered.userId, context);
    if (factors.length > 0 && !reaches(session.acr, 'aal2')) {
      return { notice: 'account.notice.impersonation_second_factor' };
    }
    // Of two at once, the browser acts as one person: the one of the newest cookie.
    const before = await heldActing(cookieOf(request, 'sp_acting'), context);
    if (before) await endActing(before, context);
    const cookie = cookieOf(request, 'sp_acting');
    const isBegun = await beginImpersonation(offered, session, cookie, context);
    return { notice: isBegun ? 'account.notice.impersonation_begun' : over };
  });

/** `POST /account/impersonation/end`: pressed twice, it says the same. */
export const endImpersonation = (context: AccountContext) => async (request: Request) => {
  const { csrf } = (await readForm(request)).read(['csrf']);
  const cookie = cookieOf(request, 'sp_acting');
  const acting = await heldActing(cookie, context);
  if (acting && isMadeFor(acting.sessionId, csrf, context.secrets)) {
    await endActing(acting, context);
    cookie.clear();
  }
  return leave(request, { notice: 'account.notice.impersonation_ended', to: routes.account });
};

const readOffered = async (id: string | undefined, session: Session, context: AccountContext) =>
  z.uuid().safeParse(id).success ? findOffered(id!.toLowerCase(), session, context) : null;
