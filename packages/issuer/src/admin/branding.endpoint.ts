import { z } from 'zod';
import { brandingSection } from '../branding/branding-declaration.ts';
import { getServiceBranding } from '../branding/service-branding.service.ts';
import { changeBranding, resetBranding } from '../configuration/manage-branding.service.ts';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { type Operation, operation } from './operation.ts';

const path = '/branding';

const shown = brandingSection.extend({
  declared: z
    .boolean()
    .describe('Whether the configuration file says so: then it cannot be changed here.'),
});

/** What the pages look like where neither a client nor an organization says otherwise. */
export function brandingOperations(context: Pick<Context, 'sql' | 'clock'>): Operation[] {
  const read = async (sql: Queryable) => {
    const { declared, branding } = await getServiceBranding(sql);
    return { ...branding, declared };
  };
  return [
    operation({
      method: 'GET',
      path,
      summary: 'Read what the pages look like',
      permission: 'configuration:read',
      status: 200,
      versioned: true,
      response: shown,
      run: () => read(context.sql),
    }),
    operation({
      method: 'PUT',
      path,
      summary:
        'Set what the pages look like. Files are data: URLs; what is left out is as by default. The caller needs every permission of this API',
      permission: 'configuration:write',
      body: brandingSection,
      maxBody: 512 * 1024,
      status: 200,
      versioned: true,
      response: shown,
      async run({ body, caller, unchanged }) {
        const by = { caller, guard: unchanged(read) };
        const { declared, branding } = await changeBranding(body, by, context);
        return { ...branding, declared };
      },
    }),
    operation({
      method: 'DELETE',
      path,
      summary: 'Let the pages look as by default. The caller needs every permission of this API',
      permission: 'configuration:write',
      status: 204,
      versioned: true,
      run: ({ caller, unchanged }) => resetBranding({ caller, guard: unchanged(read) }, context),
    }),
  ];
}
