import { ClientSecretPost } from 'oauth4webapi';
import { z } from 'zod';
import { defineProvider } from '../driver.ts';
import { NotAllowedError } from '../upstream-errors.ts';
import { standIn } from './base-url.ts';
import { openIdConnect } from './openid-connect.driver.ts';

const settings = z.object({
  ...standIn('https://slack.com'),
  team: z
    .string()
    .regex(/^[TE][A-Z0-9]{2,20}$/, 'The id of a workspace is like T024BE7LD.')
    .optional()
    .meta({
      description: 'For `type: slack`: only members of the workspace with this id may sign in.',
      examples: ['T024BE7LD'],
    }),
});

type Settings = z.output<typeof settings>;

const teamClaim = 'https://slack.com/team_id';

/** https://docs.slack.dev/authentication/sign-in-with-slack */
export const slack = defineProvider({
  label: 'Slack',
  settings,
  credential: 'client_secret',
  issuer: ({ url }) => url,
  ...openIdConnect<Settings>({
    issuer: ({ url }) => url,
    scopes: ['profile', 'email'],
    pkce: () => false,
    prompts: [],
    parameters: ({ team }) => ({ team }),
    authenticate: ({ secret }) => ClientSecretPost(secret),
    admit(claims, { team }) {
      if (team !== undefined && claims[teamClaim] !== team) {
        throw new NotAllowedError('an account of another workspace');
      }
    },
    claims: (claims) => ({
      ...claims,
      // The id of a user is unique within a workspace.
      sub: claims[teamClaim] ? `${claims[teamClaim]}:${claims['sub']}` : undefined,
    }),
  }),
});
