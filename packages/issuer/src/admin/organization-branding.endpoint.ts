import { z } from 'zod';
import { brandingSection } from '../branding/branding-declaration.ts';
import {
  getOrganizationBranding,
  removeOrganizationBranding,
  setOrganizationBranding,
} from '../branding/organization-branding.service.ts';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import type { Unchanged } from './if-match.ts';
import { organizationParam } from './names.ts';
import { type Operation, operation } from './operation.ts';

const params = z.strictObject({ organization: organizationParam });
const path = '/organizations/{organization}/branding';

/** A style sheet could show the pages of the issuer as something else: that is the operator's alone. */
const branding = brandingSection.omit({ css: true });

/** What the sign-in pages look like where an organization is named. */
export function organizationBrandingOperations(
  context: Pick<Context, 'sql' | 'clock'>,
): Operation[] {
  const read = async (key: string, sql: Queryable) => {
    const { css: _, ...shown } = await getOrganizationBranding(key, { sql });
    return shown;
  };
  const same = (key: string, unchanged: Unchanged) => unchanged((tx) => read(key, tx));
  return [
    operation({
      method: 'GET',
      path,
      summary: 'Read what the sign-in pages of an organization look like',
      permission: 'organizations:read',
      within: 'organization',
      params,
      status: 200,
      versioned: true,
      response: branding,
      run: ({ params }) => read(params.organization, context.sql),
    }),
    operation({
      method: 'PUT',
      path,
      summary:
        'Set what the sign-in pages of an organization look like. Files are data: URLs; what is left out is as at the client',
      permission: 'organizations:write',
      within: 'organization',
      params,
      body: branding,
      maxBody: 512 * 1024,
      status: 204,
      versioned: true,
      run: ({ params: { organization: key }, body, caller: { actor }, unchanged }) =>
        setOrganizationBranding(key, body, { actor, guard: same(key, unchanged) }, context),
    }),
    operation({
      method: 'DELETE',
      path,
      summary: 'Let the sign-in pages of an organization look as those of the client',
      permission: 'organizations:write',
      within: 'organization',
      params,
      status: 204,
      versioned: true,
      run: ({ params: { organization: key }, caller: { actor }, unchanged }) =>
        removeOrganizationBranding(key, { actor, guard: same(key, unchanged) }, context),
    }),
  ];
}
