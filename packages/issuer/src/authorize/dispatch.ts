import { type Acr, reaches } from '@sallyport/protocol/acr.ts';
import {
  assuranceOf,
  givenSince,
  hasJustSignedIn,
  identifiedAt,
  identifies,
  isFresh,
  mayEnrol,
} from '../assurance/assurance.ts';
import { owesMailbox } from '../assurance/first-factor.ts';
import { bestProof, type Method, type Proof, type Proven } from '../assurance/proof.ts';
import type { AuthorizationParameters, ConsentAnswer } from '../interactions/interaction.ts';
import type { Session } from '../sessions/session.ts';
import { asksForFresh, type Demand } from '../sign-in-policy/demand.ts';
import { isAllowedWay } from '../sign-in-policy/first-ways.ts';
import { impersonatedStep } from './impersonated-step.ts';

export type Step =
  | { step: 'sign-in' }
  /** One of those that signed in with this browser, or another one. */
  | { step: 'select-account' }
  /** At a provider that is required for this address, whatever they have signed in with. */
  | { step: 'sign-in-elsewhere'; email: string }
  /**
   * Any of these would do, the first is the one to ask for.
   *
   * @param remembered the person, where a browser that was remembered after one of them would do, too.
   */
  | { step: 'second-factor'; methods: Method[]; remembered?: string }
  /** Types a code from their mailbox: a password alone is not enough for what comes next. */
  | { step: 'confirm-mailbox' }
  /** The person has none that would do, and may set up one of these. */
  | { step: 'enrol-factor'; methods: Method[] }
  /** To one of their own: the one that they have signed in with is an administrator's. */
  | { step: 'change-password' }
  /** What was proved is enough: with the session, the next step is asked for again. */
  | { step: 'start-session'; proven: Proven; standing: readonly Proof[] }
  /** To those that hold now: the person has an account, and has not agreed to them. */
  | { step: 'accept-terms' }
  /** Theirs is not proved to be theirs. */
  | { step: 'verify-address' }
  | { step: 'consent' }
  | {
      step: 'refuse';
      code:
        | 'login_required'
        | 'account_selection_required'
        | 'interaction_required'
        | 'consent_required'
        | 'access_denied'
        | 'unmet_authentication_requirements';
      description: string;
    }
  /** @param organization its id, where the request names one. */
  | { step: 'issue'; session: Session; organization: string | null };

/** What the database knows of the person who has proved something, or whose session it is. */
export interface Account {
  mustChangePassword: boolean;
  /** Whether the address has to be proved, and is not. */
  owesAddress: boolean;
  /** The second factors that they have set up, in the order in which they are asked for. */
  factors: Method[];
  /** Those that they could set up now. */
  enrollable: Method[];
  /** Whether they could be sent a code (`owesMailbox`). Known only where one may be needed. */
  hasMailbox: boolean;
  /** The providers of which it takes one for their address; null where it takes none. */
  required: { email: string; providers: readonly string[] } | null;
}

/** The state of an authorization request. */
export interface Situation {
  session: Session | null;
  /** How many accounts the browser has to choose from, and which one was chosen (`Interaction`). */
  accounts: number;
  selectedAccount: string | null;
  /** What the person has proved to this request. */
  proven: Proven | null;
  /** Null where there is neither a session nor a proof. */
  account: Account | null;
  demand: Demand;
  /** When the request arrived: only a sign-in after that satisfies `prompt=login`. */
  since: Date;
  now: Date;
  /** Whether this sign-in connects the identity with which the person came from a provider. */
  linksIdentity: boolean;
  /** Whether the person of the session has to agree to the terms before they go on. */
  owesTerms: boolean;
  /** Whether the code can reach only the client itself (`isAssured`). */
  assured: boolean;
  /** The id of the one that the request names, if the person of the session may act for it. */
  organization: string | null;
  /** Null while this person was not asked, or has not answered. */
  consent: ConsentAnswer | null;
  /** Whether what is asked for was agreed to, or need not be: the client is not a third party's. */
  allowed: boolean;
}

/**
 * Decides what an authorization request needs next. Every sign-in step returns here, and only this
 * function knows their order.
 */
export function nextStep(parameters: AuthorizationParameters, situation: Situation): Step {
  const { proven, demand, account, consent } = situation;
  if (situation.session?.impersonation) {
    return impersonatedStep(parameters, situation, situation.session);
  }
  const interactive = !parameters.prompt.includes('none');
  if (consent === 'denied') return refuse('access_denied', 'The user refused to give access.');
  const session = standingSession(parameters, situation);
  const evidence = evidenceOf(parameters, session, situation);
  if (evidence.length === 0) return withoutSignIn(parameters, situation);
  const required = account?.required;
  if (required && !evidence.some(({ provider = '' }) => required.providers.includes(provider))) {
    return interactive
      ? { step: 'sign-in-elsewhere', email: required.email }
      : refuse('login_required', `The user signs in at a provider of their own. ${askAgain}`);
  }
  if (!reaches(assuranceOf(evidence).acr, demand.acr)) {
    return interactive
      ? furtherFactor(evidence, account, { ...situation, session }, asksForFresh(parameters))
      : refuse('login_required', `This needs a sign-in with acr ${demand.acr}. ${askAgain}`);
  }
  if (proven && account?.mustChangePassword && hasPassword(evidence)) {
    return { step: 'change-password' };
  }
  if (proven && situation.linksIdentity && account) {
    const recent = givenSince(situation.since, proven, session);
    if (owesMailbox(recent, account)) return { step: 'confirm-mailbox' };
  }
  if (proven) return { step: 'start-session', proven, standing: session?.proofs ?? [] };
  return withSession(parameters, situation, session!);
}

const askAgain = 'Ask again without prompt=none.';

/**
 * The session, if it counts for this request: it is of the person who is expected and of the one who
 * has just proved something, the password that it stands on is their own, and the sign-in was recently
 * enough.
 */
function standingSession(
  { prompt, hintedUser }: AuthorizationParameters,
  { session, selectedAccount, proven, since, now, demand: { maxAge } }: Situation,
): Session | null {
  if (!session || (hintedUser !== undefined && hintedUser !== session.userId)) return null;
  if (proven && proven.userId !== session.userId) return null;
  // They type it again first.
  if (session.mustChangePassword && hasPassword(session.proofs)) return null;
  const isNew = identifiedAt(session) >= since;
  const isChosen = !prompt.includes('select_account') || selectedAccount === session.userId;
  const wantsNew = prompt.includes('login') || !isChosen;
  if (wantsNew && !isNew) return null;
  // Of a new one, as it was when the request arrived: what the person did since takes its time.
  const age = (isNew ? since : now).getTime() - session.authTime.getTime();
  return maxAge === undefined || age <= maxAge * 1000 ? session : null;
}

const hasPassword = (proofs: readonly Proof[]): boolean =>
  proofs.some(({ method }) => method === 'password');

/**
 * All that counts, and nothing where none of it says who signs in by a way that is open here: a session
 * from an application that takes more ways does not go round what this one leaves out.
 */
function evidenceOf(
  parameters: AuthorizationParameters,
  session: Session | null,
  { proven, demand: { ways } }: Situation,
): readonly Proof[] {
  const all = [...(session?.proofs ?? []), ...(proven?.proofs ?? [])];
  const evidence = asksForFresh(parameters) ? all.filter(isFresh) : all;
  const counts = (proof: Proof) => identifies(proof) && isAllowedWay(ways, proof);
  return evidence.some(counts) ? evidence : [];
}

function withoutSignIn(
  { prompt, hintedUser }: AuthorizationParameters,
  { session, since, proven, accounts, selectedAccount }: Situation,
): Step {
  const silent = prompt.includes('none');
  // OpenID Connect Core, section 3.1.2.2: another user than the hinted one gets no code. We answer the
  // client with an error, because asking the same person to sign in again would never end.
  const isAnother = session && hintedUser !== undefined && hintedUser !== session.userId;
  if (isAnother && (identifiedAt(session) >= since || silent)) {
    return refuse('login_required', 'The signed-in user is not the one that id_token_hint names.');
  }
  const isAsked = prompt.includes('select_account') && accounts > 0;
  if (isAsked && selectedAccount === null && !proven) return { step: 'select-account' };
  // OpenID Connect Core, section 3.1.2.6: there is more than one, and nothing says which.
  if (silent && !session && accounts > 1) {
    return refuse(
      'account_selection_required',
      'Several users sign in with this browser. Ask again with prompt=select_account.',
    );
  }
  return silent
    ? refuse('login_required', `No user is signed in, or not recently enough. ${askAgain}`)
    : { step: 'sign-in' };
}

/** What would make the evidence enough. */
function furtherFactor(
  evidence: readonly Proof[],
  account: Account | null,
  { session, proven, demand, since, now }: Situation,
  fresh: boolean,
): Step {
  const wouldDo = (method: Method) =>
    reaches(assuranceOf([...evidence, bestProof(method, now)]).acr, demand.acr);
  const methods = account?.factors.filter(wouldDo) ?? [];
  if (methods.length > 0) {
    const canBeRemembered =
      !fresh && demand.rememberDevice !== null && wouldDo('remembered_device');
    const remembered = canBeRemembered ? (proven?.userId ?? session?.userId) : undefined;
    return { step: 'second-factor', methods, ...(remembered === undefined ? {} : { remembered }) };
  }
  const enrollable = account?.enrollable.filter(wouldDo) ?? [];
  if (enrollable.length === 0) return unmet(demand.acr);
  // A factor that an attacker sets up would lock the owner out: so a session from before is not enough, nor
  // is the password of a person who has another factor.
  if (!hasJustSignedIn(proven, session, since)) return { step: 'sign-in' };
  if (!account || !mayEnrol(evidence, account.factors)) {
    return { step: 'second-factor', methods: account?.factors ?? [] };
  }
  return owesMailbox(givenSince(since, proven, session), account)
    ? { step: 'confirm-mailbox' }
    : { step: 'enrol-factor', methods: enrollable };
}

function withSession(
  { prompt, confirmsMailbox, organization: named }: AuthorizationParameters,
  { account, owesTerms, assured, since, consent, allowed, organization }: Situation,
  session: Session,
): Step {
  if (named !== undefined && organization === null) {
    return refuse('access_denied', `The user is not a member of the organization ${named}.`);
  }
  // Such a page asks for a recent sign-in, so that all of the session is recent.
  if (confirmsMailbox && account && owesMailbox(session.proofs, account)) {
    return { step: 'confirm-mailbox' };
  }
  if (account?.owesAddress) {
    return prompt.includes('none')
      ? refuse('interaction_required', `The user has to prove their e-mail address. ${askAgain}`)
      : { step: 'verify-address' };
  }
  if (owesTerms) {
    return prompt.includes('none')
      ? refuse('interaction_required', `The user has to agree to the terms. ${askAgain}`)
      : { step: 'accept-terms' };
  }
  // Signing in on the way is an interaction that names the client (RFC 8252, section 8.6).
  const asks = prompt.includes('consent') || (!assured && identifiedAt(session) < since);
  if (allowed && (consent === 'given' || !asks)) return { step: 'issue', session, organization };
  return prompt.includes('none')
    ? refuse('consent_required', `This client needs the consent of the user. ${askAgain}`)
    : { step: 'consent' };
}

const unmet = (acr: Acr): Step =>
  refuse(
    'unmet_authentication_requirements',
    `The user has no way to sign in that reaches acr ${acr}.`,
  );

const refuse = (code: Extract<Step, { step: 'refuse' }>['code'], description: string): Step => ({
  step: 'refuse',
  code,
  description,
});
