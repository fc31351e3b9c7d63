import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { checkLanguages } from '@sallyport/issuer/configuration/languages-of-words.ts';
import { checkReferences } from '@sallyport/issuer/configuration/references.ts';
import type { Languages } from '@sallyport/issuer/pages/languages.ts';
import { checkApplications } from './applications.ts';
import { checkConsole } from './console.ts';
import { embedFiles } from './embed-files.ts';
import { type Environment, substitute } from './environment.ts';
import { checkExpansion } from './expansion.ts';
import { explainIssues, placeIssues } from './issues.ts';
import { readLanguages } from './languages.ts';
import { checkMail } from './mail-needs.ts';
import { openPlaces } from './places.ts';
import { configurationError, type Problem } from './problem.ts';
import { readText } from './read-text.ts';
import { readScalars } from './scalars.ts';
import { type Configuration, configurationSchema, declarationOf } from './schema.ts';
import { parseSource } from './source.ts';
import { dropUnsupportedDefaults } from './unsupported-settings.ts';

export interface LoadedConfiguration {
  configuration: Configuration;
  file: string;
  /** The directory that relative paths in it start from. */
  directory: string;
  /** Of the pages: ours, and those of the directory that it names. */
  languages: Languages;
  /** Whether it is applied to the database. Without a file the database is left as it is. */
  declares: boolean;
}

/** What a gateway needs of it. */
export type GatewayConfiguration = Omit<LoadedConfiguration, 'languages'>;

/** Without what has functions, which cannot be sent to another process. */
export function forGateway({ languages: _, ...loaded }: LoadedConfiguration): GatewayConfiguration {
  return loaded;
}

/** What is read where no configuration is named. */
const usualFile = 'sallyport.yaml';

/**
 * The configuration that was named, or else the usual one, or all defaults where there is none.
 *
 * @returns it, and its file as the operator named it; null without one
 * @throws StartupError with every problem of the file
 */
export async function loadNamedOrUsual(
  named: string | undefined,
  env: Environment,
): Promise<{ config: string | null; loaded: LoadedConfiguration }> {
  const config = named ?? (existsSync(usualFile) ? usualFile : null);
  return { config, loaded: config ? await loadConfiguration(config, env) : withoutConfiguration() };
}

/** @throws StartupError with every problem of the file */
export async function loadConfiguration(
  path: string,
  env: Environment,
): Promise<LoadedConfiguration> {
  const file = resolve(path);
  return readConfiguration(await readText(file, path), { file, env });
}

export interface ReadOptions {
  /** The path of the file, for messages and for relative paths. */
  file: string;
  env: Environment;
}

/** @throws StartupError with every problem of the text */
export function readConfiguration(text: string, { file, env }: ReadOptions): LoadedConfiguration {
  const name = basename(file);
  const refuse = (problems: Problem[]) => configurationError(name, text, problems);
  const parsed = parseSource(text);
  if (!parsed.ok) throw refuse(parsed.problems);
  const { source } = parsed;
  const expanding = checkExpansion(source);
  if (expanding.length > 0) throw refuse(expanding);
  const { problems: unset, whole } = substitute(source, env);
  if (unset.length > 0) throw refuse(unset);
  const value: unknown = source.document.toJS({ maxAliasCount: -1 });
  dropUnsupportedDefaults(value, configurationSchema);
  let result = configurationSchema.safeParse(value);
  if (!result.success && readScalars(value, result.error.issues, { source, whole })) {
    result = configurationSchema.safeParse(value);
  }
  if (!result.success) {
    throw refuse(explainIssues(configurationSchema, result.error.issues, value, source));
  }
  const unread = embedFiles(result.data, dirname(file));
  const { languages, issues } = readLanguages(result.data, dirname(file));
  unread.push(...issues);
  unread.push(...openPlaces(result.data, dirname(file)).issues);
  if (unread.length > 0) throw refuse(placeIssues(unread, source));
  const contradictions = [
    ...checkReferences(declarationOf(result.data), result.data.issuer.url),
    ...checkLanguages(declarationOf(result.data), languages),
    ...checkApplications(result.data),
    ...checkConsole(result.data),
    ...checkMail(result.data, env),
  ];
  if (contradictions.length > 0) throw refuse(placeIssues(contradictions, source));
  return { configuration: result.data, file, directory: dirname(file), languages, declares: true };
}

/** All defaults. Without a file nothing is applied: what was declared before stays in the database. */
export function withoutConfiguration(): LoadedConfiguration {
  const options = { file: resolve(usualFile), env: {} };
  return { ...readConfiguration('issuer: {}', options), declares: false };
}
