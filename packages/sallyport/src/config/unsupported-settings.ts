import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { jsonSchemaOf, knownKeys } from './json-schema.ts';

interface UnsupportedSetting {
  /** `*` stands for every entry of a list. */
  path: readonly string[];
  /** Values that are accepted, because they ask for what this version does anyway. */
  harmless: readonly unknown[];
  message?: string;
}

/** Keys that are planned and that this version does not support yet. */
const unsupportedSettings: readonly UnsupportedSetting[] = [
  {
    path: ['clients', '*', 'profile'],
    harmless: ['oidc', 'oauth2.1'],
    message: 'this version has the profiles oidc and oauth2.1, and no other yet',
  },
  { path: ['clients', '*', 'backchannel_logout_uri'], harmless: [null] },
  { path: ['tls', 'mtls_url'], harmless: [null] },
  { path: ['links', 'max_lifetime'], harmless: ['30d'] },
  {
    path: ['registration', 'enabled'],
    harmless: [false],
    message: 'say who may register in registration.mode',
  },
  { path: ['registration', 'policies'], harmless: [{}] },
  { path: ['fetch', 'allow_private'], harmless: [[]] },
  { path: ['fetch', 'ca'], harmless: [null] },
];

/** Removes unsupported settings that have a harmless value, so that a file may contain them. */
export function dropUnsupportedDefaults(value: unknown, schema: z.ZodType): void {
  for (const { path, harmless } of unsupportedSettings) {
    const key = path.at(-1)!;
    for (const parent of parentsOf(value, path)) {
      if (!harmless.some((one) => isDeepStrictEqual(parent[key], one))) continue;
      if (isKnown(schema, path)) continue;
      delete parent[key];
      dropEmptySection(value, path, schema);
    }
  }
}

/** The message for a planned key that this version does not have; null for any other key. */
export function unsupportedMessage(path: readonly PropertyKey[]): string | null {
  const names = path.map((step) => (typeof step === 'number' ? '*' : step));
  const found = unsupportedSettings.find((entry) => {
    return isDeepStrictEqual(names, entry.path.slice(0, names.length));
  });
  if (!found) return null;
  return found.message ?? 'this version does not have this setting yet';
}

type Section = Record<string, unknown>;

const isSection = (value: unknown): value is Section =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parentsOf(value: unknown, path: readonly string[]): Section[] {
  return path
    .slice(0, -1)
    .reduce<unknown[]>(
      (found, step) =>
        found.flatMap((inner) => {
          if (step === '*') return Array.isArray(inner) ? inner : [];
          return isSection(inner) ? [inner[step]] : [];
        }),
      [value],
    )
    .filter((inner) => isSection(inner) && path.at(-1)! in inner) as Section[];
}

const isKnown = (schema: z.ZodType, path: readonly string[]): boolean => {
  const parent = path.slice(0, -1).map((step) => (step === '*' ? 0 : step));
  return knownKeys(jsonSchemaOf(schema), parent).includes(path.at(-1)!);
};

/** Removes a section that the schema does not know and that is now empty. */
function dropEmptySection(value: unknown, [section = '']: readonly string[], schema: z.ZodType) {
  if (!isSection(value) || isKnown(schema, [section])) return;
  if (isDeepStrictEqual(value[section], {})) delete value[section];
}
