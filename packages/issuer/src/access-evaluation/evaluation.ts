import { isAllowed } from '@sallyport/protocol/access.ts';
import { z } from 'zod';
import { assignedDetails } from '../swap/assigned-details.ts';
import { apiFacts, resourceFacts } from '../swap/facts.ts';

const text = z.string().min(1).max(300);
/** Members that we do not know are ignored (Authorization API 1.0, section 5). */
const entity = z.looseObject({ type: text, id: text });

const organization = text.optional().meta({
  description:
    'Key or id of the organization that a user acts for (`org_key` or `org_id` of the JWT): their roles within it count, too. One who is no member of it may do nothing.',
});

/** An Access Evaluation Request (OpenID AuthZEN, Authorization API 1.0, section 6.1). */
export const evaluationRequest = z.looseObject({
  subject: entity
    .extend({ properties: z.looseObject({ organization }).optional() })
    .meta({ description: 'Whose access it is: `user` or `client`, and `sub` of the JWT.' }),
  action: z.looseObject({ name: text }).meta({
    description: 'An action of the type of the resource, or the name of a permission.',
  }),
  resource: entity.meta({
    description:
      'What it is about: a type under `authorization_details` of the API, and which one.',
  }),
  context: z.looseObject({ organization }).optional().meta({
    description: '`organization`; without it, `organization` of the subject’s `properties`.',
  }),
});

const maxEvaluations = 50;

/** An Access Evaluations Request (Authorization API 1.0, section 7.1). */
export const evaluationsRequest = z.looseObject({
  ...evaluationRequest.partial().shape,
  evaluations: z
    .array(evaluationRequest.partial())
    .max(maxEvaluations)
    .optional()
    .meta({ description: 'Each as at `/access/v1/evaluation`.' }),
  options: z
    .looseObject({
      evaluations_semantic: z
        .enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'])
        .default('execute_all')
        .meta({ description: 'After which decision the rest is left out.' }),
    })
    .optional()
    .meta({ description: 'How they are answered.' }),
});

export type Asked = z.output<typeof evaluationRequest>;

export const evaluationResponse = z.object({
  decision: z.boolean(),
  context: z.object({ reason: z.string() }),
});

export type Evaluation = z.output<typeof evaluationResponse>;

/** What the database says of a subject, at the API that has the type of the resource. */
export const subjectFacts = z.object({
  ...apiFacts.pick({ id: true, permissions: true, detailTypes: true }).shape,
  /** There, and not disabled. */
  isActive: z.boolean(),
  /** Of the organization that is asked about, which is not disabled. */
  isMember: z.boolean(),
  resources: resourceFacts.nullable(),
});

/** Null: none, as a token without one. */
export const organizationOf = ({ subject, context }: Asked): string | null =>
  context?.organization ?? subject.properties?.organization ?? null;

/**
 * By the rule of gateways and guards, over the same facts as a swap.
 *
 * @param facts null where the client serves no API that has the type of the resource.
 */
export function judge(asked: Asked, facts: z.output<typeof subjectFacts> | null): Evaluation {
  const { subject, action, resource } = asked;
  if (!facts)
    return deny(`None of the APIs that this client serves has the type ${resource.type}.`);
  if (!facts.isActive) return deny(`There is no ${subject.type} ${subject.id}, or it is disabled.`);
  const organization = organizationOf(asked);
  if (organization !== null && !facts.isMember) {
    return deny(
      `The ${subject.type} is no member of the organization ${organization}, or it is disabled.`,
    );
  }
  const declared = facts.detailTypes.find(({ type }) => type === resource.type)?.actions ?? [];
  const permission = declared.find(({ name }) => name === action.name)?.permission ?? action.name;
  const actions = declared.flatMap((each) => (each.permission === permission ? [each.name] : []));
  const thing = { type: resource.type, identifier: resource.id };
  const assigned = assignedDetails(facts.resources, facts);
  const held = {
    permissions: facts.permissions,
    authorization_details: [],
    assigned_details: assigned.details,
    assigned_subtrees: assigned.subtrees,
  };
  const details = actions.length > 0 ? { details: { ...thing, actions } } : {};
  if (isAllowed(held, { permissions: [permission] })) {
    return allow(`A role gives the permission ${permission} at ${facts.id}.`);
  }
  const hierarchical = facts.detailTypes.find(({ type }) => type === thing.type)?.hierarchical;
  const named = `${thing.type} ${thing.identifier}${hierarchical ? ' or on what it lies in' : ''}`;
  return isAllowed(held, { permissions: [permission], ...details })
    ? allow(`A role on ${named} gives the permission ${permission}.`)
    : deny(`No role gives the permission ${permission} at ${facts.id}, and none on ${named}.`);
}

const allow = (reason: string): Evaluation => ({ decision: true, context: { reason } });
export const deny = (reason: string): Evaluation => ({ decision: false, context: { reason } });
