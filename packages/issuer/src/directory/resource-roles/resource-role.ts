import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { z } from 'zod';
import { isReadable } from '../../runtime/readable.ts';

export const holderKinds = ['user', 'group', 'client'] as const;

/** Who has a role on a resource. */
export interface ResourceHolder {
  kind: (typeof holderKinds)[number];
  /** User id, name of the group, client id. */
  id: string;
}

/** What an API has. It is compared as it is written, letter by letter. */
export interface Resource {
  type: string;
  identifier: string;
}

/** A role of a user, of the members of a group or of a client, on one resource and nowhere else. */
export interface ResourceRole extends Resource {
  holder: ResourceHolder;
  role: string;
}

/** As the audit log and the table name them, and cached answers are found by. */
export const nameOfHolder = ({ kind, id }: ResourceHolder) =>
  `${kind}:${id}` as const satisfies CacheTag;

/**
 * Who is meant by such a name.
 *
 * @throws OAuthError `invalid_request`
 */
export function readHolder(name: string): ResourceHolder {
  const [, kind, id] = /^(user|group|client):(.+)$/s.exec(name) ?? [];
  const isUser = kind === 'user';
  if (!kind || !id || (isUser && !z.uuid().safeParse(id).success)) {
    throw new OAuthError(
      'invalid_request',
      'holder: write user: and the id of a user, group: and a name, or client: and a client identifier.',
    );
  }
  return { kind: kind as ResourceHolder['kind'], id: isUser ? id.toLowerCase() : id };
}

/** Administrators read it: it must not look like another one. */
export const isIdentifier = (text: string): boolean => isReadable(text);

/** One of them as it is listed. */
export const listedResourceRole = z.object({
  id: z.number(),
  holder: z.string(),
  type: z.string(),
  identifier: z.string(),
  role: z.string(),
  validUntil: z.date().nullable(),
});

export type ListedResourceRole = z.output<typeof listedResourceRole>;
