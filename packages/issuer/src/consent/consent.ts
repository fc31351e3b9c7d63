import {
  coversGranted,
  detailsWithin,
  type GrantedDetail,
} from '../authorization-details/detail.ts';
import type { Client } from '../clients/client.ts';
import type { AuthorizationParameters, Interaction } from '../interactions/interaction.ts';
import { sha256 } from '../runtime/sha256.ts';

/**
 * What a client may do in the name of a person: `scope` of its tokens, the APIs that they are for as a whole,
 * and single things at others.
 */
export interface Access {
  scope: readonly string[];
  apis: readonly string[];
  details: readonly GrantedDetail[];
}

/** What a person lets a client do, until they take it back. */
export interface Consent extends Access {
  clientId: string;
  givenAt: Date;
}

/** Whether the person has to have said yes, now or before. */
export const needsConsent = ({ party }: Pick<Client, 'party'>): boolean => party === 'third';

/** Whether everything that is asked for was agreed to. */
export const covers = (consent: Access | null, { scope, apis, details }: Access): boolean =>
  consent !== null &&
  scope.every((value) => consent.scope.includes(value)) &&
  apis.every((api) => consent.apis.includes(api)) &&
  details.every((detail) => coversGranted(consent.details, detail));

/** Of what a request asks for, what its client may ask for now. */
export const askedFor = (
  { scope, apis, details = [] }: Pick<AuthorizationParameters, 'scope' | 'apis' | 'details'>,
  client: Pick<Client, 'scopes' | 'apis' | 'authorizationDetailsTypes'>,
): Access => ({
  scope: scope.filter((value) => client.scopes.includes(value)),
  apis: apis.filter((api) => client.apis.includes(api)),
  details: detailsWithin(details, client),
});

/** An answer counts for the person who gave it, and for no one who signs in to the same request. */
export const answerOf = (
  { consent, consentBy }: Pick<Interaction, 'consent' | 'consentBy'>,
  userId: string | undefined,
): Interaction['consent'] => (consent === 'given' && consentBy !== userId ? null : consent);

/** What the page of a third party has shown to whom: an answer is one to that and to nothing else. */
export const markOf = (userId: string, { scope, apis, details }: Access): string =>
  sha256(JSON.stringify([userId, scope, apis, details])).toString('base64url');
