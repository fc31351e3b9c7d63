import { recordAudit } from '../audit/audit.service.ts';
import type { Changed } from '../changes/changes.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { isUniqueViolation } from '../database/failures.ts';
import { findAccount } from '../directory/users/accounts.service.ts';
import { type Kept, keepProvedAddress } from '../directory/users/addresses.service.ts';
import { tellOwner } from '../mail/tell-owner.service.ts';
import type { OneTimeCode } from '../one-time-codes/one-time-code.ts';
import { type SignInPlace, spendCode, typeCode } from '../one-time-codes/one-time-codes.service.ts';
import { type Sent, sendCode } from '../one-time-codes/send-code.service.ts';
import { routes } from '../routes.ts';
import type { Entitlement } from '../sessions/entitlement.ts';
import { holdEntitled } from '../sessions/hold-entitled.service.ts';
import type { Session } from '../sessions/session.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'mail' | 'changes'
>;

export interface Asked {
  /** Who says that the address is theirs. */
  owner: { userId: string; credentialVersion: number };
  /** As `readAddress` gives it. */
  email: string;
  /** Where the code is typed: a sign-in, or the session that the pages of the account are shown in. */
  place: SignInPlace;
  network: string;
  /** BCP 47. */
  language: string;
  /** The interaction to go on with once the link of the mail is used; null for the account's page. */
  interaction: string | null;
}

/**
 * Sends a code with which a person proves that an address is theirs. Where it is another person's, that one
 * is told, and the page says the same: it does not tell strangers who has an account.
 */
export async function sendAddressCode(
  { owner, email, place, network, language, interaction }: Asked,
  context: Dependencies,
): Promise<Sent> {
  const { url } = context.settings;
  const order = { purpose: 'add-address', email, owner, signIn: place, network } as const;
  const holder = await findAccount(context.sql, email);
  if (holder && holder.userId !== owner.userId) {
    return sendCode(
      {
        ...order,
        kind: 'address-in-use',
        // The code stays out of this mail: its owner could otherwise be asked for it, and give the address away.
        write: () => ({
          language: holder.locale ?? language,
          expiresAt: null,
          parameters: { link: url + routes.account },
        }),
      },
      context,
    );
  }
  return sendCode(
    {
      ...order,
      kind: 'verify-address',
      write: ({ secret, code, expiresAt }) => {
        const link = url + routes.openAddress(secret, interaction ?? undefined);
        return { language, expiresAt, parameters: { link, code } };
      },
    },
    context,
  );
}

export type Proved =
  | { result: Exclude<Kept, 'no_account'> }
  | { result: 'wrong'; left: number }
  /** There is no code to be typed any more. */
  | { result: 'none' }
  /** It is another person's by now. */
  | { result: 'taken' };

/** One attempt at the code where it was asked for. One that is right is used up with what it is for. */
export function proveByCode(
  { entitled, place, typed }: { entitled: Entitlement; place: SignInPlace; typed: string },
  context: Dependencies,
): Promise<Proved> {
  const { userId } = entitled;
  return prove(entitled, context, async (tx) => {
    const attempt = { purpose: 'add-address', signIn: place, typed } as const;
    const tried = await typeCode(tx, attempt, 'spend', context);
    if (tried.result === 'none' || tried.code.owner?.userId !== userId) return nothing('none');
    if (tried.result === 'right') return keep(tx, tried.code, context);
    await recordAudit(tx, {
      at: context.clock.now(),
      action: 'code.refuse',
      actor: `user:${userId}`,
      subjects: [`user:${userId}`],
      detail: { purpose: 'add-address' },
    });
    return { value: { result: 'wrong', left: tried.code.attemptsLeft }, tags: [] };
  });
}

/** The same by the link, in the browser and the session that asked for it. */
export const proveByLink = (
  code: OneTimeCode & { owner: NonNullable<OneTimeCode['owner']> },
  session: Session,
  context: Dependencies,
): Promise<Proved> =>
  prove({ ...code.owner, session }, context, async (tx) =>
    (await spendCode(tx, code, context)) ? keep(tx, code, context) : nothing('none'),
  );

/** An address is a way to sign in: none is kept for a person whose session has ended meanwhile. */
async function prove(
  entitled: Entitlement,
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
  work: (tx: Transaction) => Promise<Changed<Proved>>,
): Promise<Proved> {
  try {
    return await changes.give<Proved>(async (tx) =>
      (await holdEntitled(tx, entitled, clock.now())) ? work(tx) : nothing('none'),
    );
  } catch (error) {
    if (isUniqueViolation(error)) return { result: 'taken' };
    throw error;
  }
}

const nothing = (result: 'none'): Changed<Proved> => ({ value: { result }, tags: [] });

/** Another primary address is told by tokens; a person who has one already hears of the new one there. */
async function keep(
  tx: Transaction,
  { owner, email }: Pick<OneTimeCode, 'owner' | 'email'>,
  context: Dependencies,
): Promise<Changed<Proved>> {
  const { clock, settings } = context;
  const { userId } = owner!;
  const { kept, before, locale } = await keepProvedAddress(tx, { userId, email });
  if (kept === 'no_account') return nothing('none');
  if (kept === 'known' || kept === 'too_many') return { value: { result: kept }, tags: [] };
  const now = clock.now();
  await recordAudit(tx, {
    ...{ at: now, action: 'address.prove', actor: `user:${userId}` },
    subjects: [`user:${userId}`],
    detail: { primary: kept === 'primary' },
  });
  const primary = before.find(({ isPrimary }) => isPrimary);
  if (primary) {
    const link = settings.url + routes.accountSection('addresses');
    const mail = {
      kind: 'address-added',
      language: locale ?? 'en',
      to: { email: primary.email, emailVerified: primary.isVerified },
      parameters: { at: now, address: email, link },
    } as const;
    await tellOwner(tx, mail, context);
  }
  return { value: { result: kept }, tags: kept === 'primary' ? [`more:user:${userId}`] : [] };
}
