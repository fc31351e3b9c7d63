import { z } from 'zod';
import { defineProvider } from '../driver.ts';
import { baseUrl } from './base-url.ts';
import { openIdConnect } from './openid-connect.driver.ts';

const settings = z.object({
  url: baseUrl('https://gitlab.com'),
});

/** https://docs.gitlab.com/integration/openid_connect_provider/ */
export const gitlab = defineProvider({
  label: 'GitLab',
  settings,
  credential: 'client_secret',
  issuer: ({ url }) => url,
  ...openIdConnect<z.output<typeof settings>>({
    issuer: ({ url }) => url,
    scopes: ['profile', 'email'],
    prompts: [],
  }),
});
