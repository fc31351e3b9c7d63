import type { Context as Request } from 'hono';
import type { Context } from '../../context.ts';
import { cookieOf } from '../../http/cookies.ts';
import { visitorOf } from '../../http/visitor.ts';
import type { Interaction } from '../../interactions/interaction.ts';
import { recordProof } from '../../interactions/interactions.service.ts';
import { asksForFresh } from '../../sign-in-policy/demand.ts';
import { readDemand } from '../../sign-in-policy/read-demand.service.ts';
import { recogniseDevice, rememberDevice } from './remembered-devices.service.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'callers' | 'clients'>;

/**
 * For how many seconds a person can choose not to be asked for a second factor again in this browser;
 * null where the policy has no such choice, or where that would not be enough the next time: a fresh factor or
 * a passkey is asked for.
 */
export async function canBeRememberedFor(
  { parameters }: Pick<Interaction, 'parameters'>,
  context: Pick<Context, 'sql' | 'clients'>,
): Promise<number | null> {
  if (asksForFresh(parameters)) return null;
  const client = await context.clients(parameters.clientId);
  const demand = await readDemand(parameters, { signIn: client?.signIn ?? null }, context);
  return demand.acr === 'phr' ? null : demand.rememberDevice;
}

/** Remembers this browser, where the policy lets the person choose that. */
export async function rememberBrowser(
  request: Request,
  {
    interaction,
    ...person
  }: { interaction: Interaction; userId: string; credentialVersion: number },
  context: Dependencies,
): Promise<void> {
  const seconds = await canBeRememberedFor(interaction, context);
  if (seconds === null) return;
  const { userAgent, network, address } = visitorOf(request, context);
  const remembering = { ...person, userAgent, network, address, seconds };
  await rememberDevice(cookieOf(request, 'sp_remembered'), remembering, context);
}

/**
 * Lets this browser stand for the second factor of a person who has just said who they are, where it is
 * remembered.
 *
 * @returns whether it does
 */
export async function proveByBrowser(
  request: Request,
  { interaction, userId }: { interaction: string; userId: string },
  context: Dependencies,
): Promise<boolean> {
  const { browser, userAgent, network, address } = visitorOf(request, context);
  const place = { userId, userAgent, network, address };
  const recognised = await recogniseDevice(cookieOf(request, 'sp_remembered'), place, context);
  if (!recognised) return false;
  const { credentialVersion } = recognised;
  const proof = { method: 'remembered_device' } as const;
  return recordProof({ id: interaction, browser }, { userId, credentialVersion, proof }, context);
}
