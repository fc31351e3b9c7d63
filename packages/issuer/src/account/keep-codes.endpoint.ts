import type { Context as Request } from 'hono';
import type { Proof } from '../assurance/proof.ts';
import { readForm } from '../http/body.ts';
import { cookieOf } from '../http/cookies.ts';
import type { Session } from '../sessions/session.ts';
import { currentSession, strengthenSession } from '../sessions/sessions.service.ts';
import { isMadeFor } from './account-csrf.ts';
import { type AccountContext, leave } from './account-page.endpoint.ts';
import type { Notice } from './notice.ts';
import { pathOfSection, type SectionName } from './sections.ts';

interface Kept {
  section: SectionName;
  notice: Notice;
  /** What setting the factor up has proved, which was a moment ago and in this session; null for anything else. */
  proofOf(secret: string, session: Session): Promise<Omit<Proof, 'at'> | null>;
}

/**
 * `POST /account/authenticator/kept`, `POST /account/passkeys/kept`: the codes are kept, and the session
 * counts as one in which the new factor was used. Without it the person would be asked for it on the next
 * page, and no code is taken twice; therefore this is no form like the others, which a session without a
 * second factor is not let in to.
 *
 * Not in the answer that shows the codes, because the session gets another cookie: where a double click
 * has sent that form twice, the second answer is the one that is seen.
 */
export const keepCodes =
  (context: AccountContext, { section, notice, proofOf }: Kept) =>
  async (request: Request) => {
    const to = pathOfSection(section);
    const form = (await readForm(request)).read(['csrf', 'secret']);
    const cookie = cookieOf(request, 'sp_sso');
    const session = await currentSession(cookie, context);
    if (!session || !isMadeFor(session.id, form.csrf, context.secrets)) {
      return request.redirect(to, 303);
    }
    const proof = await proofOf(form.secret ?? '', session);
    if (!proof) return request.redirect(to, 303);
    await strengthenSession(cookie, session, proof, context);
    return leave(request, { notice, to });
  };
