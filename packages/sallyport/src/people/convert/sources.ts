import { z } from 'zod';
import { StartupError } from '../../startup-error.ts';
import { parseLine, readLines } from '../read-lines.ts';
import { auth0IdOf, convertAuth0User } from './auth0-user.ts';
import { type Converted, reasonOf } from './converted.ts';
import { keycloakConfiguration, realmParts } from './keycloak-configuration.ts';
import { convertKeycloakUser, idOf, type Settings } from './keycloak-user.ts';
import { readRealm } from './read-realm.ts';
import type { Report } from './report.ts';

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
export async function openRealm(path: string, settings: Settings, report: Report): Promise<Realm> {
  const content = await readRealm(path);
  const read = z.object({ users: z.array(z.unknown()).default([]) }).safeParse(content);
  if (!read.success) throw noRealm(path, read.error);
  return {
    people: entriesOf(read.data.users, settings, report),
    configuration() {
      const parts = realmParts.safeParse(content);
      if (!parts.success) throw noRealm(path, parts.error);
      return keycloakConfiguration(parts.data, report);
    },
  };
}

const noRealm = (path: string, error: z.ZodError) =>
  new StartupError(`${path} is no export of a realm of Keycloak: ${reasonOf(error)}.`);

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
