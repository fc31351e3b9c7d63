import { z } from 'zod';
import { issuerUrl } from '../../runtime/text.ts';

/** The address of a provider, without a final slash. */
export const baseUrl = (usual: string) =>
  issuerUrl
    .transform((url) => url.replace(/\/+$/, ''))
    .default(usual)
    .meta({
      description:
        'Where it is found; its usual address when left out. GitHub Enterprise, a GitLab of your own and ' +
        'the national clouds of Microsoft have others, and so has a stand-in for it in your tests. ' +
        'Accounts are linked under this name: change it only with the provider.',
      examples: ['https://gitlab.example.com', 'http://localhost:4000'],
    });

/** A provider that has one address, which only tests replace. */
export const standIn = (usual: string) => ({ url: baseUrl(usual) });

export const noSettings = (usual: string) => z.object(standIn(usual));
