import { z } from 'zod';
import { isPlainText } from '../runtime/plain-text.ts';
import { pageQuery } from './page.ts';

/** Names as they stand in a path: whether there is such a thing is looked up. */
const name = z.string().min(1).max(100);

export const roleParam = name.describe('The name of the role.');
export const groupParam = name.describe('The name of the group.');
export const organizationParam = name.describe('The key of the organization.');
export const clientParam = name.describe('The client identifier.');
/** No path can carry a URI: slashes in it are refused, encoded or not. */
export const apiParam = z
  .base64url()
  .min(1)
  .max(700)
  .describe('The `key` of the API: its id in base64url.')
  .transform((key) => Buffer.from(key, 'base64url').toString('utf8'))
  .refine(isPlainText, 'It is no key of an API.');
export const keyOfApi = (id: string): string => Buffer.from(id).toString('base64url');
export const permissionParam = name.describe('The permission.');

const search = z.string().trim().min(1).max(100);

/** What a list by name takes: its last name is the place where a page ended. */
export const searchQuery = {
  ...pageQuery,
  q: search.optional().describe('Only those with this in their name, in any case.'),
};

export const namePlace = z.tuple([z.string().max(500)]);
