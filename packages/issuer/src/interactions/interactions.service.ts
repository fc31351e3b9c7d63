import { identifies } from '../assurance/assurance.ts';
import type { Proof, Proven } from '../assurance/proof.ts';
import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import type { Browser } from '../http/browser.ts';
import { LeadOn } from '../http/lead-on.ts';
import type { Visitor } from '../http/visitor.ts';
import { ErrorForPeople } from '../pages/error-for-people.ts';
import { routes } from '../routes.ts';
import { secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../runtime/sha256.ts';
import type { AuthorizationParameters, ConsentAnswer, Interaction } from './interaction.ts';
import type { InteractionReader } from './interaction-reader.service.ts';
import {
  addProof,
  insertInteraction,
  moveProofs,
  parseInteraction,
  type RawInteraction,
  readClientOf,
  readExpired,
  readFulfilled,
  readInteractions,
  takeProofs,
  writeCancelled,
  writeConsent,
  writeIdentifier,
  writeSelection,
} from './interactions.store.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'settings' | 'rates'>;

/** Keeps a checked authorization request for the steps that follow. @returns its id. */
export async function startInteraction(
  visitor: Visitor,
  parameters: AuthorizationParameters,
  context: Dependencies,
): Promise<string> {
  const { clock, settings } = context;
  const expiresAt = secondsAfter(clock.now(), settings.lifetimes.authorizationRequest);
  return (await begin(visitor, { parameters, expiresAt }, context)).id;
}

async function begin(
  { browser, network }: Visitor,
  { parameters, expiresAt }: { parameters: AuthorizationParameters; expiresAt: Date },
  context: Dependencies,
): Promise<Pick<Interaction, 'id' | 'createdAt'>> {
  const { sql, clock, random } = context;
  limitSignIns(network, context);
  const id = random.bytes(32).toString('base64url');
  const createdAt = clock.now();
  await insertInteraction(sql, {
    parameters,
    expiresAt,
    idHash: sha256(id),
    browserHash: browser.hash,
    createdAt,
  });
  return { id, createdAt };
}

/**
 * The open interaction of this id, in this browser.
 *
 * @throws OAuthError `invalid_request` when there is none: it expired, was finished in another
 *   tab, or belongs to another browser.
 * @throws LeadOn when it was answered in this browser a moment ago, by another click on the same button.
 */
export async function openInteraction(
  browser: Browser | null,
  id: string,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<Interaction> {
  const interaction = browser && (await findInteraction(browser, id, context));
  if (!interaction) throw await nothingOpen(browser, id, context);
  return interaction;
}

/** The same, or null when there is none. */
export async function findInteraction(
  browser: Browser,
  id: string,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<Interaction | null> {
  const raw = await readOne(id, { sql, clock });
  const row = raw && parseInteraction(raw);
  return row && isOf(browser, row) ? { id, ...row } : null;
}

async function readOne(
  id: string,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<RawInteraction | undefined> {
  const [raw] = await readInteractions(sql, [sha256(id)], clock.now());
  return raw;
}

/**
 * The same, and where it was begun in another browser, a new one that asks for the same here. Two
 * tabs that begin at the same moment in a browser without a cookie are two browsers to us until
 * the last of the two cookies has won. This is safe: an attacker who sends a person here with an
 * interaction could as well send them to `/authorize` with the same parameters.
 *
 * It begins now, so that a sign-in from before does not count for `prompt=login`, and ends with the
 * one that it was made from, so that no chain of them keeps a request alive.
 */
export const openOrRestart = async (
  visitor: Visitor,
  id: string,
  context: Dependencies,
): Promise<Interaction> =>
  (await openOrRestartWith(visitor, id, context, (asked) => readOne(asked, context))).interaction;

/** The same, with a reader that tells more. @returns both, what it read as it came */
export async function openOrRestartWith(
  visitor: Visitor,
  id: string,
  context: Dependencies,
  read: InteractionReader,
): Promise<{ interaction: Interaction; raw: RawInteraction }> {
  const raw = await read(id);
  if (!raw) throw await nothingOpen(visitor.browser, id, context);
  const row = parseInteraction(raw);
  if (isOf(visitor.browser, row)) return { interaction: { id, ...row }, raw };
  // What was answered and proved in another browser, another person may have.
  const nothing = {
    ...{ identifier: null, selectedAccount: null, consent: null, consentBy: null },
    ...{ proven: null, mustChangePassword: false },
  };
  return { interaction: { ...row, ...(await begin(visitor, row, context)), ...nothing }, raw };
}

/** Keeps the address that a person gave, or that they asked for another one (empty). */
export const rememberIdentifier = (
  id: string,
  identifier: string,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<void> => writeIdentifier(sql, { idHash: sha256(id), identifier, now: clock.now() });

/** The id of the client that an interaction is for; null where there is no such interaction. */
export const clientOf = (id: string, { sql }: Pick<Context, 'sql'>): Promise<string | null> =>
  readClientOf(sql, sha256(id));

/** Keeps the account that a person has chosen, and its address for the pages that follow. */
export const rememberSelection = (
  id: string,
  selected: { account: string; email: string },
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<void> => writeSelection(sql, { idHash: sha256(id), ...selected, now: clock.now() });

/** Keeps what the person answered. @returns false when they had answered before. */
export const answerConsent = (
  tx: Transaction,
  id: string,
  given: { answer: ConsentAnswer; userId: string },
  now: Date,
): Promise<boolean> => writeConsent(tx, { idHash: sha256(id), ...given, now });

export interface NewProof extends Omit<Proven, 'proofs'> {
  proof: Omit<Proof, 'at'>;
}

/** An interaction, by its id, in this browser. */
export interface ProofPlace {
  id: string;
  browser: Browser;
}

/**
 * Keeps what a person has proved in this browser; the dispatcher decides whether it is enough. Every
 * way to sign in ends here, and none of them starts a session.
 *
 * @param id of the interaction
 * @param proven with the credential version that was read before the credential was checked: what is
 *   taken away meanwhile then leaves the proof worth nothing.
 * @returns false when the interaction is over, or the proof is a second factor of another person than
 *   the one who has begun it.
 */
export function recordProof(
  { id, browser }: ProofPlace,
  { proof, ...proven }: NewProof,
  { sql, clock }: Pick<Context, 'clock'> & { sql: Queryable },
): Promise<boolean> {
  const now = clock.now();
  const where = { idHash: sha256(id), browserHash: browser.hash, now };
  const added = { proof: { ...proof, at: now }, identifies: identifies(proof) };
  return addProof(sql, { ...where, ...proven, ...added });
}

/**
 * Lets what a person has proved in this interaction go on counting, in the transaction in which they
 * took away themselves what it was proved by: with the password that they have just replaced.
 */
export const carryProofs = (
  tx: Transaction,
  { id, browser }: ProofPlace,
  owner: { userId: string; from: number; to: number },
  now: Date,
): Promise<void> =>
  moveProofs(tx, { idHash: sha256(id), browserHash: browser.hash, ...owner, now });

/** Whether something is proved to an interaction of this browser, and no session was started yet. */
export const hasProofs = async (
  browser: Browser,
  id: string,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<boolean> => (await findInteraction(browser, id, context))?.proven != null;

/** Whether it is proved by this. */
export async function isProvenBy(
  method: Proof['method'],
  { browser, id }: ProofPlace,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<boolean> {
  const interaction = await findInteraction(browser, id, context);
  return interaction?.proven?.proofs.some((proof) => proof.method === method) ?? false;
}

/** Spends the proofs of an interaction. @returns false when they are not there any more. */
export const spendProofs = (
  tx: Transaction,
  { id, proven }: { id: string; proven: Proven },
  now: Date,
): Promise<boolean> => takeProofs(tx, proven, { idHash: sha256(id), now });

/** Whatever was answered before: the application hears that the person did not want to go on. */
export async function cancel(
  id: string,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<void> {
  await writeCancelled(sql, sha256(id), clock.now());
}

const isOf = (browser: Browser | null, row: { browserHash: Buffer }): boolean =>
  browser?.hash.equals(row.browserHash) ?? false;

/**
 * The same request once more, begun now in this browser, where the one of this id took too long. Safe
 * as in `openOrRestart`; a person has asked for it, and so it has all the time that a new one has.
 *
 * @returns the id of the new one
 * @throws OAuthError `invalid_request` when it was finished, or called off, or is forgotten.
 */
export async function startAgain(
  visitor: Visitor,
  id: string,
  context: Dependencies,
): Promise<string> {
  const parameters = await readExpired(context.sql, sha256(id), context.clock.now());
  if (!parameters) throw new ErrorForPeople(...expired);
  return startInteraction(visitor, parameters, context);
}

/** For how long a second click gets an answer, too, in seconds. */
const repeatWindow = 10;

/**
 * What was asked for by an interaction of this browser that was answered with a code a moment ago.
 *
 * @throws OAuthError `invalid_request` when there is none.
 */
export async function readAnswered(
  browser: Browser | null,
  id: string,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<AuthorizationParameters> {
  const parameters = await findAnswered(browser, id, context);
  if (!parameters) throw new ErrorForPeople(...expired);
  return parameters;
}

const findAnswered = async (
  browser: Browser | null,
  id: string,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<AuthorizationParameters | null> =>
  browser &&
  (await readFulfilled(sql, {
    ...{ idHash: sha256(id), browserHash: browser.hash },
    since: secondsAfter(clock.now(), -repeatWindow),
  }));

/**
 * Leads a second click to its answer, and tells whether it only took too long: then the page leads to
 * another attempt.
 */
async function nothingOpen(
  browser: Browser | null,
  id: string,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<ErrorForPeople | LeadOn> {
  const { sql, clock } = context;
  if (await findAnswered(browser, id, context)) return new LeadOn(routes.authorizeContinue(id));
  if (!(await readExpired(sql, sha256(id), clock.now()))) return new ErrorForPeople(...expired);
  return new ErrorForPeople('invalid_request', 'This sign-in has expired.', {
    told: 'error.too_late',
    action: { href: routes.authorizeAgain(id), label: 'action.start_again' },
  });
}

const expired = [
  'invalid_request',
  'This sign-in has expired or was finished already.',
  { told: 'error.expired' },
] as const;

/**
 * Each begun sign-in is a row, here or at a provider, made without a credential: one network makes no more
 * than so many.
 *
 * @throws ErrorForPeople
 */
export function limitSignIns(network: string, { rates }: Pick<Context, 'rates'>) {
  const retryAfter = rates.signInsBegun.retryAfter(network);
  if (retryAfter !== null) {
    const description = 'Too many sign-ins were begun in this network. Try again in a minute.';
    throw new ErrorForPeople('temporarily_unavailable', description, {
      told: 'error.sign_ins',
      retryAfter,
    });
  }
  rates.signInsBegun.count(network);
}
