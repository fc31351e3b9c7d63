import { acrValues } from '@sallyport/protocol/acr.ts';
import { z } from 'zod';
import { keptDetail } from '../authorization-details/detail.ts';

const names = z.array(z.string());
/** As PostgreSQL writes it in JSON. */
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** A client that is not disabled. */
export const clientFacts = z.object({
  id: z.string(),
  /** What it may still ask for. */
  scopes: names,
  detailTypes: names,
});

/** An API that the client may still call, and what the token's roles give there. */
export const apiFacts = z.object({
  id: z.string(),
  /** Those that its JWTs name: itself, and the others of its group. */
  audiences: names,
  /** What the services of all these may know. */
  claims: names,
  signingAlg: z.enum(['ES256', 'RS256']),
  /** `typ` of its JWTs. */
  jwtType: z.enum(['at+jwt', 'JWT']),
  /** How sure it has to be who signed in, for a person's token: the strictest of its group. */
  acr: z.enum(acrValues),
  /** Those of the roles that give a permission here. */
  bearingRoles: names,
  permissions: names,
  /**
   * Which permission each action needs, of its types of details: where a token is confined to some, or a
   * role is held on one resource.
   */
  detailTypes: z
    .array(
      z.object({
        type: z.string(),
        hierarchical: z.boolean().optional(),
        actions: z.array(z.object({ name: z.string(), permission: z.string() })),
      }),
    )
    .default([]),
});

/** The organization of a token, of which its person is a member. */
export const organizationFacts = z.object({ id: z.string(), key: z.string(), name: z.string() });

export const userFacts = z.object({
  kind: z.literal('user'),
  id: z.string(),
  name: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  session: z.string().nullable(),
  authTime: moment,
  acr: z.enum(acrValues),
  roles: names,
  groups: names,
  /** Null where the token is for none, or may be for that one no more. */
  organization: organizationFacts.nullable().default(null),
  /** The earliest moment at which time alone would change one of these facts. */
  validUntil: moment,
});

export const linkFacts = z.object({
  kind: z.literal('link'),
  id: z.string(),
  /** Whom its maker says that it is for. */
  subject: z.string().nullable(),
  permissions: names,
  details: z.array(keptDetail),
  /** Of its client. */
  roles: names,
  validUntil: moment,
});

/** Of a client that acts for itself. */
export const clientHolder = z.object({
  kind: z.literal('client'),
  id: z.string(),
  roles: names,
  /** Null where time alone changes nothing. */
  validUntil: moment.nullable(),
});

/** What is held on single resources of an API. */
export const resourceFacts = z.object({
  given: z.array(z.object({ type: z.string(), identifier: z.string(), role: z.string() })),
  /** What each of these roles gives at the API. */
  bearing: z.array(z.object({ role: z.string(), permissions: names })).nullable(),
  /** Whether there is nothing else. */
  complete: z.boolean(),
  /** The earliest end of any of it. */
  validUntil: moment.nullable(),
});

/** An administrator who acts as the person of a token, and may. */
export const actorFacts = z.object({
  id: z.string(),
  /** Their own. */
  session: z.string(),
  roles: names,
  groups: names,
  validUntil: moment,
});

export type ApiFacts = z.output<typeof apiFacts>;
export type ResourceFacts = z.output<typeof resourceFacts>;
export type ActorFacts = z.output<typeof actorFacts>;
export type OrganizationFacts = z.output<typeof organizationFacts>;
export type UserFacts = z.output<typeof userFacts>;
export type LinkFacts = z.output<typeof linkFacts>;
/** Who or what a token stands for. */
export type Holder = UserFacts | LinkFacts | z.output<typeof clientHolder>;

/** What the database says of one token, now. Null where a row is missing or dead. */
export interface Facts {
  revoked: boolean;
  client: z.output<typeof clientFacts> | null;
  /** Null where none was asked about, too. */
  api: ApiFacts | null;
  holder: Holder | null;
  /** Null where nothing is held on a single resource. */
  resources: ResourceFacts | null;
  /** Null where no administrator acts as the person, or none may any more. */
  actor: ActorFacts | null;
}
