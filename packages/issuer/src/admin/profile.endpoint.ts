import { z } from 'zod';
import type { Context } from '../context.ts';
import {
  getAddresses,
  vouchForAddress,
  withdrawAddress,
} from '../directory/users/manage-addresses.service.ts';
import {
  getProfile,
  holdProfile,
  updateProfile,
} from '../directory/users/manage-profile.service.ts';
import type { Person } from '../profile/told-claims.ts';
import { emailAddress } from '../runtime/email-address.ts';
import { label } from '../runtime/text.ts';
import { type Operation, operation } from './operation.ts';
import { userId } from './user-id.ts';

const params = z.strictObject({ id: userId });

const profileSchema = z.object({
  name: z.string(),
  locale: z.string().nullable().describe('Their language, BCP 47.'),
  profile: z
    .record(z.string(), z.unknown())
    .describe('Claims of OpenID Connect Core, section 5.1, and fields of profile.fields, by name.'),
  updated_at: z.iso.datetime(),
});

const addressSchema = z.object({
  email: z.string(),
  primary: z.boolean().describe('Applications are told this one.'),
  verified: z.boolean(),
  declared: z.boolean().describe('The configuration file knows the user by it.'),
});

/** What is known of a user beside what they may do. */
export function profileOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'mail' | 'settings'>,
): Operation[] {
  const show = ({ name, locale, profile, updatedAt }: Person) => ({
    ...{ name, locale, profile: { ...profile } },
    updated_at: updatedAt.toISOString(),
  });
  const read = async (id: string) => show(await getProfile(id, context));
  const showAddresses = async (id: string) => ({
    items: (await getAddresses(id, context)).map((address) => ({
      email: address.email,
      ...{ primary: address.isPrimary, verified: address.isVerified },
      declared: address.isDeclared,
    })),
  });
  return [
    operation({
      method: 'GET',
      path: '/users/{id}/profile',
      summary: 'Read what is known of a user',
      permission: 'users:read',
      params,
      status: 200,
      versioned: true,
      response: profileSchema,
      run: ({ params }) => read(params.id),
    }),
    operation({
      method: 'PATCH',
      path: '/users/{id}/profile',
      summary: 'Change what is known of a user; what is left out stays, null forgets',
      permission: 'users:write',
      params,
      body: z.strictObject({
        name: label.optional().describe('Their name, as people and services see it.'),
        locale: z.string().max(35).nullable().optional().describe('Their language, BCP 47.'),
        profile: z
          .record(z.string().max(63), z.unknown())
          .optional()
          .describe('Claims and fields by name; null forgets one.'),
      }),
      status: 200,
      versioned: true,
      response: profileSchema,
      async run({ params: { id }, body, caller, unchanged }) {
        const guard = unchanged(async (tx) => show(await holdProfile(id, tx)));
        await updateProfile(id, body, caller, context, guard);
        return read(id);
      },
    }),
    operation({
      method: 'GET',
      path: '/users/{id}/addresses',
      summary: 'List the e-mail addresses of a user, the primary one first',
      permission: 'users:read',
      params,
      status: 200,
      response: z.object({ items: z.array(addressSchema) }),
      run: ({ params }) => showAddresses(params.id),
    }),
    operation({
      method: 'POST',
      path: '/users/{id}/addresses',
      summary:
        'Add an address that is known to be theirs; it takes the place of a primary one that is not verified',
      permission: 'users:write',
      params,
      body: z.strictObject({ email: emailAddress.describe('The address to add.') }),
      status: 201,
      response: z.object({ items: z.array(addressSchema) }),
      async run({ params, body, caller }) {
        await vouchForAddress(params.id, body.email, caller, context);
        return showAddresses(params.id);
      },
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}/addresses/{email}',
      summary: 'Remove an address: codes that were sent there count no more',
      permission: 'users:write',
      params: params.extend({ email: emailAddress.describe('The address to remove.') }),
      status: 204,
      run: ({ params, caller }) => withdrawAddress(params.id, params.email, caller, context),
    }),
  ];
}
