import { z } from 'zod';
import type { Context } from '../context.ts';
import {
  listDomains,
  removeDomain,
  setDomain,
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
});

/** Mail domains of organizations. */
export function organizationDomainOperations(context: Pick<Context, 'sql' | 'clock'>): Operation[] {
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
        return { items: domains, next_cursor: writePlace(more, domains, (one) => [one.domain]) };
      },
    }),
    operation({
      method: 'PUT',
      path: '/organizations/{organization}/domains/{domain}',
      summary:
        'Give an organization a mail domain, or change what it does. The caller vouches for it',
      permission: 'organizations:write',
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
      }),
      status: 204,
      run: ({ params: { organization: key, domain }, body, caller }) =>
        setDomain(key, { ...body, domain }, caller, context),
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
