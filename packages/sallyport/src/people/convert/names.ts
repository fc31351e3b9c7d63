import { createHash } from 'node:crypto';
import { name } from '@sallyport/issuer/runtime/text.ts';

const separators = /[:@]/;

/**
 * Names of another system in ours. What has to be changed to fit gets a part of its hash, so that two names
 * never become one: a person who has the one would get the other, too.
 */
export const roleName = (role: string): string =>
  separators.test(role) && role.includes('@') ? withHash(role, role) : fit(role);

/** A role of a client: `manager@orders`. */
export const clientRoleName = (client: string, role: string): string => {
  const joined = `${role}@${client}`;
  return role.includes('@') || client.includes('@') ? withHash(joined, joined) : fit(joined);
};

/** A group by its path, `/staff/berlin`: `staff:berlin`. */
export const groupName = (path: readonly string[]): string => {
  const joined = path.join(':');
  const isPlain = path.every((part) => !part.includes(':'));
  return isPlain ? fit(joined) : withHash(joined, JSON.stringify(path));
};

/** The parts of `/staff/berlin`. Keycloak writes a slash in a name as `~/`. */
export const partsOfPath = (path: string): string[] =>
  path
    .replace(/^\//, '')
    .split(/(?<!~)\//)
    .map((part) => part.replaceAll('~/', '/'));

const fit = (text: string): string => (name.safeParse(text).success ? text : withHash(text, text));

function withHash(text: string, whole: string): string {
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 12);
  const plain = text.replaceAll(/[^A-Za-z0-9._:@-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return `${plain.slice(0, 80) || 'name'}-${hash}`;
}
