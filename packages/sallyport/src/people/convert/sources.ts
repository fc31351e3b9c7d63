import { describeIssue } from '@sallyport/protocol/input-issue.ts';
import { z } from 'zod';
import { StartupError } from '../../startup-error.ts';
import { parseLine, readLines } from '../read-lines.ts';
import type { Report } from '../report.ts';
import { auth0IdOf, convertAuth0User } from './auth0-user.ts';
import type { Converted } from './converted.ts';
import { createExpand, keycloakRoles } from './keycloak-composites.ts';
import { keycloakConfiguration, realmParts } from './keycloak-configuration.ts';
import { convertKeycloakUser, idOf, type Settings } from './keycloak-user.ts';
import { readRealm } from './read-realm.ts';

/** A person of a file, with where they stand in it. */
export interface Entry {
  place: string;
  id: string;
  converted: Converted;
}

export interface Realm {
  people: Iterable<Entry>;
  /** YAML for a configuration. */
  configuration(): string;
}

/** @throws StartupError when it is no export of a realm */
export async function openRealm(
  path: string,
  settings: Omit<Settings, 'expand'>,
  report: Report,
): Promise<Realm> {
  const content = await readRealm(path);
  const read = z
    .object({ users: z.array(z.unknown()).default([]), roles: keycloakRoles })
    .safeParse(content);
  if (!read.success) throw noRealm(path, read.error, content);
  return {
    people: entriesOf(
      read.data.users,
      { ...settings, expand: createExpand(read.data.roles) },
      report,
    ),
    configuration() {
      const parts = realmParts.safeParse(content);
      if (!parts.success) throw noRealm(path, parts.error, content);
      return keycloakConfiguration(parts.data, report);
    },
  };
}

const noRealm = (path: string, error: z.ZodError, content: unknown) => {
  const words = describeIssue(error.issues[0]!, content);
  return new StartupError(`${path} is no export of a realm of Keycloak: ${words}.`);
};

function* entriesOf(
  users: readonly unknown[],
  settings: Settings,
  report: Report,
): Generator<Entry> {
  for (const [index, user] of users.entries()) {
    const id = idOf(user);
    const converted = convertKeycloakUser(user, settings, (kind) => report.add(kind, id));
    yield { place: `users[${index}]`, id, converted };
  }
}

export async function* auth0People(
  path: string,
  hashes: ReadonlyMap<string, string>,
  now: Date,
  report: Report,
): AsyncGenerator<Entry> {
  for await (const line of readLines(path)) {
    const place = `line ${line.number}`;
    const parsed = parseLine(line);
    if ('reason' in parsed) {
      yield { place, id: 'unknown', converted: parsed };
      continue;
    }
    const id = auth0IdOf(parsed.value);
    const leave = (kind: string) => report.add(kind, id);
    yield { place, id, converted: convertAuth0User(parsed.value, hashes, now, leave) };
  }
}
