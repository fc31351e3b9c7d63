import { z } from 'zod';
import type { Context } from '../context.ts';
import { challengeName, type OrganizationDomain } from '../directory/organizations/domain.ts';
import {
  listDomains,
  removeDomain,
  setDomain,
  verifyDomain,
} from '../directory/organizations/domains.service.ts';
import { emailDomain } from '../runtime/email-address.ts';
import { namePlace, organizationParam } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { nextCursor, pageQuery, readPlace, writePlace } from './page.ts';

const domain = emailDomain.describe('What stands after the @ of addresses, without subdomains.');
const params = z.strictObject({ organization: organizationParam });
const domainParams = z.strictObject({ organization: organizationParam, domain });

const domainSchema = z.object({
  domain: z.string(),
  provider: z.string().nullable().describe('Where people with such an address are led to sign in.'),
  admits: z.boolean().describe('A new account with a proved address of it becomes a member.'),
  verified: z.boolean().describe('It is proved, or vouched for. Before that it does nothing.'),
  challenge: z
    .object({ name: z.string(), value: z.string() })
    .nullable()
    .describe('The TXT record that proves it; null where nothing has to be proved.'),
});

const show = ({ challenge, ...one }: OrganizationDomain): z.output<typeof domainSchema> => ({
  ...one,
  verified: challenge === null,
  challenge: challenge === null ? null : { name: challengeName(one.domain), value: challenge },
});

/** Mail domains of organizations. */
export function organizationDomainOperations(
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'settings'>,
): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/organizations/{organization}/domains',
      summary: 'List the mail domains of an organization',
      permission: 'organizations:read',
      within: 'organization',
      params,
      query: z.strictObject(pageQuery),
      status: 200,
      response: z.object({ items: z.array(domainSchema), next_cursor: nextCursor }),
      async run({ params: { organization: key }, query: { limit, cursor } }) {
        const [after] = readPlace(cursor, namePlace);
        const { domains, more } = await listDomains(key, { after, limit }, context);
        return {
          items: domains.map(show),
          next_cursor: writePlace(more, domains, (one) => [one.domain]),
        };
      },
    }),
    operation({
      method: 'PUT',
      path: '/organizations/{organization}/domains/{domain}',
      summary:
        'Give an organization a mail domain, or change what it does. Who may write to all organizations vouches for it; otherwise it has to be verified',
      permission: 'organizations:write',
      within: 'organization',
      params: domainParams,
      body: z.strictObject({
        provider: z
          .string()
          .min(1)
          .max(100)
          .nullable()
          .default(null)
          .describe('The id of a provider. People with such an address are led there to sign in.'),
        admits: z
          .boolean()
          .default(false)
          .describe(
            'Whether a new account with a proved address of the domain becomes a member at once.',
          ),
        verified: z
          .boolean()
          .optional()
          .describe(
            '`true`: the caller vouches for it, which takes organizations:write everywhere. `false`: it does nothing until it is verified. Left out: `true` for who may.',
          ),
      }),
      status: 204,
      run: ({ params: { organization: key, domain }, body, caller }) => {
        const { verified: isVouched, ...rest } = body;
        return setDomain(key, { ...rest, domain, isVouched }, caller, context);
      },
    }),
    operation({
      method: 'POST',
      path: '/organizations/{organization}/domains/{domain}/verify',
      summary: 'Ask DNS whether a mail domain is that of the organization',
      permission: 'organizations:write',
      within: 'organization',
      params: domainParams,
      status: 200,
      response: domainSchema,
      run: async ({ params: { organization: key, domain }, caller }) =>
        show(await verifyDomain(key, domain, caller, context)),
    }),
    operation({
      method: 'DELETE',
      path: '/organizations/{organization}/domains/{domain}',
      summary: 'Take a mail domain from an organization; its members stay',
      permission: 'organizations:write',
      within: 'organization',
      params: domainParams,
      status: 204,
      run: ({ params: { organization: key, domain }, caller }) =>
        removeDomain(key, domain, caller, context),
    }),
  ];
}
