import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Issue } from '@sallyport/issuer/configuration/references.ts';
import { languagesWith, readTexts } from '@sallyport/issuer/pages/check-texts.ts';
import type { Languages } from '@sallyport/issuer/pages/languages.ts';
import type { Configuration } from './schema.ts';

type Given = Parameters<typeof languagesWith>[0][number];

/**
 * The languages of the pages: ours, and those of the directory that the configuration names, a file
 * for each (`it.json`).
 *
 * @param directory that relative paths start from
 */
export function readLanguages(
  { issuer }: Pick<Configuration, 'issuer'>,
  directory: string,
): { languages: Languages; issues: Issue[] } {
  const { languages: path, default_language: first } = issuer;
  const given: Given[] = [];
  const issues: Issue[] = [];
  if (path !== undefined) {
    try {
      for (const name of filesIn(resolve(directory, path))) {
        given.push(readFile(resolve(directory, path), name));
      }
    } catch (error) {
      issues.push({ path: ['issuer', 'languages'], message: (error as Error).message });
    }
  }
  const languages = languagesWith(given, first);
  if (issues.length === 0 && !languages.has(first.toLowerCase())) {
    const message = `There is no language ${first}. There are ${[...languages.keys()].join(', ')}.`;
    issues.push({ path: ['issuer', 'default_language'], message });
  }
  return { languages, issues };
}

function filesIn(path: string): string[] {
  const names = list(path).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw new Error(`${path} has no file like it.json.`);
  return names.toSorted();
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    throw new Error(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function readFile(path: string, name: string): Given {
  const tag = name.slice(0, -'.json'.length);
  try {
    return {
      tag,
      texts: readTexts({ tag, texts: JSON.parse(readFileSync(join(path, name), 'utf8')) }),
    };
  } catch (error) {
    const problems = (error as Error).message.split('\n').slice(0, 5);
    throw new Error(problems.map((problem) => `${name}: ${problem}`).join('\n'));
  }
}
