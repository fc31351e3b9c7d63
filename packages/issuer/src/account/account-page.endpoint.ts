import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { getAccount } from '../directory/users/accounts.service.ts';
import { readForm } from '../http/body.ts';
import { cookieOf } from '../http/cookies.ts';
import { type Page, type PageResponse, respondHtml } from '../http/html.ts';
import type { Form } from '../http/parameters.ts';
import { visitorOf } from '../http/visitor.ts';
import { actingSession } from '../impersonation/acting-session.service.ts';
import { startInteraction } from '../interactions/interactions.service.ts';
import { viewOf } from '../pages/view.endpoint.ts';
import type { View } from '../pages/view.ts';
import { routes } from '../routes.ts';
import type { Session } from '../sessions/session.ts';
import { currentSession } from '../sessions/sessions.service.ts';
import type { Frame } from './account.layout.ts';
import { accountCsrf, isMadeFor } from './account-csrf.ts';
import { signInFor, stepBefore } from './account-sign-in.service.ts';
import { forgetKept, keepFields, readKept } from './kept-fields.endpoint.ts';
import { type Notice, readNotice } from './notice.ts';
import { keepTheme } from './preferences/theme-cookie.endpoint.ts';
import { pathOfSection, type SectionName } from './sections.ts';

export type AccountContext = Omit<Context, 'keys'>;

/** A person at one of their pages. */
export interface AccountVisit {
  request: Request;
  view: View;
  frame: Frame;
  session: Session;
  /** What was typed into the form of this page before a sign-in was asked for, by name. */
  kept: Readonly<Record<string, string>>;
  account: NonNullable<Awaited<ReturnType<typeof getAccount>>>;
}

interface PageOptions {
  section: SectionName;
  /** Whether it needs a recent sign-in, with a second factor where the person has one. */
  isSensitive?: boolean;
  /**
   * Whether it gives lasting access: a second factor, a connected provider, another address. A person who
   * has proved a password alone, and has no second factor, types a code from their mailbox first.
   */
  confirmsMailbox?: boolean;
  /**
   * Whether it is for an administrator themselves, also while they act as another person. All other pages show
   * that person's, and change nothing of it.
   */
  asThemselves?: boolean;
}

/** A page of the account, for the person who is signed in; others sign in first and come back to it. */
export const accountPage =
  (
    context: AccountContext,
    { section, isSensitive = false, confirmsMailbox = false, asThemselves = false }: PageOptions,
    show: (visit: AccountVisit) => Page | Response | Promise<Page | Response>,
  ) =>
  async (request: Request): Promise<Response> => {
    const returnTo = pathOfRequest(request);
    const session = await sessionOfPage(request, asThemselves, context);
    if (session?.impersonation && isSensitive) return refuseActing(request, routes.account);
    const visit = await enter(
      request,
      { section, isSensitive, confirmsMailbox, returnTo },
      session,
      context,
    );
    if (visit instanceof Response) return visit;
    const page = await show(visit);
    if (page instanceof Response) return page;
    forgetOnce(request);
    return respondHtml(request, page);
  };

export interface Submitted<Field extends string> extends AccountVisit {
  form: Form<Field>;
}

/** What a form has led to: a page that says so, or the same page with what was wrong. */
export type Outcome =
  | {
      notice: Notice;
      /** Where to, if not to the page of the section. */
      to?: string;
    }
  | { page: Page; status?: NonNullable<PageResponse['status']> }
  /** What is no page: a file. */
  | { response: Response };

interface FormOptions<Field extends string> extends PageOptions {
  /** The names of its inputs. */
  fields: readonly Field[];
  /** Those that the page is given back where a sign-in comes first. Nothing secret. */
  keep?: readonly Field[];
  /**
   * Where another sign-in is needed by now: what the form has led to when it was sent before, so that the
   * second press of a double click is answered like the first; null where it has not.
   */
  repeated?: (submitted: Submitted<Field>) => Promise<Outcome | null>;
}

/**
 * A form of the account. It does nothing unless it was made for the session that the browser has now:
 * another person may have signed in since in another tab.
 */
export const accountForm =
  <Field extends string = never>(
    context: AccountContext,
    { section, fields, keep = [], repeated, ...options }: FormOptions<Field>,
    act: (submitted: Submitted<Field>) => Promise<Outcome>,
  ) =>
  async (request: Request): Promise<Response> => {
    const { isSensitive = false, confirmsMailbox = false, asThemselves = false } = options;
    const parameters = await readForm(request);
    const returnTo = pathOfSection(section);
    const session = await sessionOfPage(request, asThemselves, context);
    if (session?.impersonation) return refuseActing(request, returnTo);
    if (session && !isMadeFor(session.id, parameters.read(['csrf']).csrf, context.secrets)) {
      return leave(request, { notice: 'account.notice.another_sign_in', to: returnTo });
    }
    const visit = await enter(
      request,
      { section, isSensitive, confirmsMailbox, returnTo },
      session,
      context,
    );
    if (visit instanceof Response) {
      const account = session && repeated && (await getAccount(context.sql, session.userId));
      if (account) {
        const again = await visitOf(request, { section, returnTo, session, account }, context);
        const done = await repeated({ ...again, form: parameters.read(fields) });
        if (done) return answer(request, done, returnTo);
      }
      writeNotice(request, 'account.notice.again');
      if (session) keepFields(request, { userId: session.userId, section }, parameters.read(keep));
      return visit;
    }
    return answer(request, await act({ ...visit, form: parameters.read(fields) }), returnTo);
  };

/** Whose page it is: that of the person as whom an administrator acts, or of who has signed in. */
const sessionOfPage = async (
  request: Request,
  asThemselves: boolean,
  context: AccountContext,
): Promise<Session | null> =>
  (asThemselves ? null : await actingSession(cookieOf(request, 'sp_acting'), context)) ??
  currentSession(cookieOf(request, 'sp_sso'), context);

const refuseActing = (request: Request, to: string): Response =>
  leave(request, { notice: 'account.notice.acting', to });

function answer(
  request: Request,
  outcome: Outcome,
  returnTo: string,
): Response | Promise<Response> {
  if ('response' in outcome) return outcome.response;
  if ('page' in outcome) {
    return respondHtml(request, outcome.page, { status: outcome.status ?? 400 });
  }
  return leave(request, { to: returnTo, ...outcome });
}

/** @returns a visit, or the way to sign in for it */
async function enter(
  request: Request,
  {
    section,
    isSensitive,
    confirmsMailbox,
    returnTo,
  }: Required<Omit<PageOptions, 'asThemselves'>> & { returnTo: string },
  session: Session | null,
  context: AccountContext,
): Promise<AccountVisit | Response> {
  const account = session && (await getAccount(context.sql, session.userId));
  // Whatever they would have to do first is the person's to do.
  if (session?.impersonation && account) {
    return visitOf(request, { section, returnTo, session, account }, context);
  }
  const parameters = await signInFor(
    { returnTo, isSensitive, confirmsMailbox, session, account },
    context,
  );
  const next = await stepBefore(parameters, session, context);
  if (next.step === 'refuse') throw new OAuthError(next.code, next.description);
  if (next.step !== 'issue' || !account) {
    const id = await startInteraction(visitorOf(request, context), parameters, context);
    request.header('Cache-Control', 'no-store');
    return request.redirect(routes.authorizeContinue(id), 303);
  }
  return visitOf(request, { section, returnTo, session: session!, account }, context);
}

interface Visiting extends Pick<AccountVisit, 'session' | 'account'> {
  section: SectionName;
  returnTo: string;
}

async function visitOf(
  request: Request,
  { section, returnTo, session, account }: Visiting,
  context: AccountContext,
): Promise<AccountVisit> {
  // An administrator goes on in their own language, and in their own colours.
  const own = session.impersonation ? undefined : account;
  const view = await viewOf(request, context, { here: returnTo, ...(own && { own }) });
  if (own) keepTheme(request, own.theme);
  const notice = readNotice(cookieOf(request, 'sp_notice').read());
  const acting = session.impersonation?.as ?? null;
  const frame = { section, csrf: accountCsrf(session.id, context.secrets), notice, acting };
  const kept = readKept(request, { userId: account.userId, section });
  return { request, view, frame, session, account, kept };
}

/** A GET, so that neither a reload nor the back button sends the form again. */
export function leave(request: Request, { notice, to }: { notice: Notice; to: string }): Response {
  writeNotice(request, notice);
  request.header('Cache-Control', 'no-store');
  return request.redirect(to, 303);
}

/** What is shown once has been shown. */
function forgetOnce(request: Request): void {
  const notice = cookieOf(request, 'sp_notice');
  if (notice.read() !== undefined) notice.clear();
  forgetKept(request);
}

/** In a cookie: in the address, any site could make a page say that a password was changed. */
const writeNotice = (request: Request, notice: Notice): void =>
  cookieOf(request, 'sp_notice').write(notice, 600);

/** The path of a page with its query, by which a list knows where it was. */
function pathOfRequest(request: Request): string {
  const { pathname, search } = new URL(request.req.url);
  return search.length > 500 ? pathname : pathname + search;
}
