import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { listProviders } from '../federation/list-providers.service.ts';
import { listedProvider, providerDetails } from '../federation/listed-provider.ts';
import {
  changeProvider,
  createProvider,
  deleteProvider,
  getProvider,
} from '../federation/manage-providers.service.ts';
import { providerFields } from '../federation/provider-declaration.ts';
import { providerTypeNames } from '../federation/provider-types.ts';
import { testProvider } from '../federation/test-provider.service.ts';
import { text } from '../runtime/text.ts';
import { type Operation, operation } from './operation.ts';
import { optionalFields } from './optional-fields.ts';

const providerTestSchema = z.object({
  leads_to: z
    .string()
    .nullable()
    .describe('Where people are sent, without parameters; null where that is not known.'),
  redirect_uri: z.string().describe('Which address of ours has to be registered there.'),
  failure: z.string().nullable().describe('What is wrong, in a sentence; null where nothing is.'),
});

const params = z.strictObject({
  id: z.string().min(1).max(64).describe('The id of the provider.'),
});

const { id: _id, ...shared } = providerFields;

const fields = {
  ...optionalFields(shared),
  client_secret: text(2000)
    .min(1)
    .optional()
    .describe('The secret that it gave this system. It is encrypted, and never shown.'),
  private_key: z
    .string()
    .min(1)
    .max(4000)
    .optional()
    .describe('For `apple`: the content of the file AuthKey_….p8. It is never shown either.'),
  settings: z
    .record(text(100), z.unknown())
    .optional()
    .describe(
      'The keys that the configuration file has beside these: those of its type, as `issuer` of `oidc`, and those of every type, as `groups`. They are given whole.',
    ),
};

export function providerOperations(
  context: Pick<
    Context,
    'sql' | 'changes' | 'clock' | 'random' | 'secrets' | 'mail' | 'log' | 'settings'
  >,
): Operation[] {
  const read = (id: string, sql: Queryable) => getProvider(id, sql);
  return [
    operation({
      method: 'GET',
      path: '/providers',
      summary: 'List the providers that people sign in at, without their secrets',
      permission: 'providers:read',
      status: 200,
      response: z.object({ items: z.array(listedProvider) }),
      run: async () => ({ items: await listProviders(context) }),
    }),
    operation({
      method: 'POST',
      path: '/providers/{id}/test',
      summary:
        'Begin a sign-in at a provider, to see whether it can be reached and takes our client',
      permission: 'providers:read',
      params,
      status: 200,
      response: providerTestSchema,
      async run({ params }) {
        const { leadsTo, redirectUri, failure } = await testProvider(params.id, context);
        return { leads_to: leadsTo, redirect_uri: redirectUri, failure };
      },
    }),
    operation({
      method: 'POST',
      path: '/providers',
      summary: 'Make a provider, by the rules of the configuration file',
      permission: 'providers:write',
      body: z.strictObject({
        ...fields,
        id: providerFields.id,
        type: z
          .enum(providerTypeNames)
          .describe('Which provider it is, or which protocol it speaks.'),
        client_id: providerFields.client_id,
      }),
      status: 201,
      versioned: true,
      response: providerDetails,
      run: ({ body, caller }) => createProvider(body, caller, context),
    }),
    operation({
      method: 'GET',
      path: '/providers/{id}',
      summary: 'Read a provider, without its secret',
      permission: 'providers:read',
      params,
      status: 200,
      versioned: true,
      response: providerDetails,
      run: ({ params }) => read(params.id, context.sql),
    }),
    operation({
      method: 'PATCH',
      path: '/providers/{id}',
      summary: 'Change a provider. What is left out stays, the secret as well',
      permission: 'providers:write',
      params,
      body: z.strictObject(fields),
      status: 200,
      versioned: true,
      response: providerDetails,
      run: ({ params: { id }, body, caller, unchanged }) =>
        changeProvider(id, body, { caller, guard: unchanged((tx) => read(id, tx)) }, context),
    }),
    operation({
      method: 'DELETE',
      path: '/providers/{id}',
      summary:
        'Delete a provider. What people signed in there with ends; who they are there stays linked',
      permission: 'providers:write',
      params,
      query: z.strictObject({
        force: z
          .enum(['true', 'false'])
          .default('false')
          .describe('Whether it is deleted although it is the only way in of some people.'),
      }),
      status: 204,
      versioned: true,
      run: ({ params: { id }, query: { force }, caller, unchanged }) =>
        deleteProvider(
          id,
          { caller, guard: unchanged((tx) => read(id, tx)), force: force === 'true' },
          context,
        ),
    }),
  ];
}
