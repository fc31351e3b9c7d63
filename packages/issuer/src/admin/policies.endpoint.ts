import { z } from 'zod';
import {
  getPolicy,
  listPolicies,
  replacePolicy,
  resetPolicy,
} from '../configuration/manage-policies.service.ts';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { type Operation, operation } from './operation.ts';

const policySchema = z.object({
  name: z.string().describe('As the section of the configuration file is called: `sign_in`.'),
  definition: z.record(z.string(), z.unknown()).describe('What holds now, with all defaults.'),
  default: z.boolean().describe('Whether it is what holds without the section.'),
  declared: z
    .boolean()
    .describe('Whether the configuration file says so: then it cannot be changed here.'),
});

const params = z.strictObject({
  policy: z.string().min(1).max(100).describe('The name of the policy: `sign_in`.'),
});

type Kept = Awaited<ReturnType<typeof getPolicy>>;

const show = ({ isDefault, definition, ...policy }: Kept): z.input<typeof policySchema> => ({
  ...{ ...policy, definition: { ...definition }, default: isDefault },
});

/** How the issuer decides. Writing takes every permission. */
export function policyOperations(
  context: Pick<Context, 'sql' | 'changes' | 'clock' | 'settings' | 'mail'>,
): Operation[] {
  const read = async (name: string, sql: Queryable) => show(await getPolicy(name, sql));
  return [
    operation({
      method: 'GET',
      path: '/policies',
      summary: 'List how the issuer decides: the sections of the configuration file that say so',
      permission: 'configuration:read',
      status: 200,
      response: z.object({ items: z.array(policySchema) }),
      run: async () => ({ items: (await listPolicies(context)).map(show) }),
    }),
    operation({
      method: 'GET',
      path: '/policies/{policy}',
      summary: 'Read how the issuer decides',
      permission: 'configuration:read',
      params,
      status: 200,
      versioned: true,
      response: policySchema,
      run: ({ params }) => read(params.policy, context.sql),
    }),
    operation({
      method: 'PUT',
      path: '/policies/{policy}',
      summary:
        'Set how the issuer decides: what is left out is as by default. The caller needs every permission of this API',
      permission: 'configuration:write',
      params,
      body: z.strictObject({
        definition: z
          .looseObject({})
          .describe('What the configuration file would have in this section.'),
      }),
      status: 200,
      versioned: true,
      response: policySchema,
      async run({ params: { policy: name }, body: { definition }, caller, unchanged }) {
        const by = { caller, guard: unchanged((tx) => read(name, tx)) };
        return show(await replacePolicy({ name, definition }, by, context));
      },
    }),
    operation({
      method: 'DELETE',
      path: '/policies/{policy}',
      summary: 'Let the issuer decide as by default. The caller needs every permission of this API',
      permission: 'configuration:write',
      params,
      status: 204,
      versioned: true,
      run: ({ params: { policy: name }, caller, unchanged }) =>
        resetPolicy(name, { caller, guard: unchanged((tx) => read(name, tx)) }, context),
    }),
  ];
}
