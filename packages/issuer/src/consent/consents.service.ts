import { recordAudit } from '../audit/audit.service.ts';
import type { GrantedDetail } from '../authorization-details/detail.ts';
import type { AskingClient } from '../clients/account-client.ts';
import type { Client } from '../clients/client.ts';
import type { Context } from '../context.ts';
import type { ConsentAnswer, Interaction } from '../interactions/interaction.ts';
import { answerConsent } from '../interactions/interactions.service.ts';
import type { Words } from '../pages/words.ts';
import { type Access, askedFor, covers, markOf, needsConsent } from './consent.ts';
import { findConsent, readShown, saveConsent } from './consents.store.ts';

/** Whether a person has agreed to everything that a request asks for, where they have to. */
export async function isAllowed(
  userId: string,
  { client, parameters }: { client: AskingClient; parameters: Interaction['parameters'] },
  { sql }: Pick<Context, 'sql'>,
): Promise<boolean> {
  if (!needsConsent(client)) return true;
  const consent = await findConsent(sql, { userId, clientId: client.id });
  return covers(consent, askedFor(parameters, client));
}

/** What a client asks for, as a person is told. */
export interface Asked {
  /** The address of the account that it asks about. */
  account: string;
  scope: readonly string[];
  /** The names of the APIs. */
  apis: readonly Words[];
  details: readonly GrantedDetail[];
  /** Of what is shown (`markOf`). */
  mark: string;
}

export async function describeAsked(
  userId: string,
  access: Access,
  { sql }: Pick<Context, 'sql'>,
): Promise<Asked | null> {
  const { scope, apis, details } = access;
  const shown = await readShown(sql, { userId, apis });
  return shown && { ...shown, scope, details, mark: markOf(userId, access) };
}

/**
 * Keeps the answer of the person who is signed in; of several, the first counts. One that is no answer to
 * what would be asked now is none: another person has signed in meanwhile, or the client was changed.
 */
export async function answer(
  { asked, ...given }: { answer: ConsentAnswer; userId: string; asked: string | undefined },
  { interaction, client }: { interaction: Interaction; client: Client },
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<void> {
  const now = clock.now();
  const access = askedFor(interaction.parameters, client);
  // For a device all are asked, those of our own applications, too.
  const isAsked = needsConsent(client) || interaction.parameters.device !== undefined;
  const isStale = isAsked && asked !== markOf(given.userId, access);
  if (isStale && given.answer === 'given') return;
  await sql.begin(async (tx) => {
    const counts = await answerConsent(tx, interaction.id, given, now);
    if (!counts || given.answer === 'denied' || !needsConsent(client)) return;
    const consent = { userId: given.userId, clientId: client.id, ...access };
    await saveConsent(tx, consent, now);
    await recordAudit(tx, {
      at: now,
      action: 'consent.give',
      actor: `user:${given.userId}`,
      subjects: [`user:${given.userId}`, `client:${client.id}`],
      detail: {
        scope: [...access.scope],
        apis: [...access.apis],
        ...(access.details.length > 0 && { details: [...access.details] }),
      },
    });
  });
}
