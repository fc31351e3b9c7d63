import { isMailKind, type MailKind, mailKinds, parametersOf } from './kinds.ts';
import { checkPlaceholders, namesIn } from './placeholders.ts';
import { parseTemplateSource, type TemplateSource } from './template-source.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';
import type { MailTexts } from './texts/texts.ts';

export interface Template extends TemplateSource {
  /** The HTML part, where it is not made from the text. */
  html: string | null;
}

/** The templates of every language, and what stands below mails of that language. */
export interface Templates {
  of(kind: MailKind, language: string): { template: Template; footer: string; language: string };
}

/** A file of the operator's: `reset-password.de.txt`. */
export interface TemplateFile {
  name: string;
  text: string;
}

/** Something wrong with a template, as a sentence that begins with its file and its line. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

type Name = MailKind | 'footer';

export const builtInTexts: Readonly<Record<string, MailTexts>> = { de, en, es, fr };

const fallback = 'en';

/**
 * The built-in templates, with the operator's in place of them.
 *
 * @throws TemplateError with every problem of the files
 */
export function createTemplates(files: readonly TemplateFile[]): Templates {
  const texts = new Map<string, string>();
  const pages = new Map<string, string>();
  for (const [language, names] of Object.entries(builtInTexts)) {
    for (const [name, text] of Object.entries(names)) texts.set(`${name}.${language}`, text);
  }
  const problems: string[] = [];
  for (const { name: file, text } of files) {
    const parts = partsOf(file);
    if (typeof parts === 'string') problems.push(`${file}: ${parts}.`);
    else {
      const { name, language, type } = parts;
      problems.push(...checkTemplate(name, type, text).map((problem) => `${file}${problem}.`));
      (type === 'html' ? pages : texts).set(`${name}.${language}`, text);
    }
  }
  for (const key of pages.keys()) {
    if (!texts.has(key)) problems.push(`${key}.html: there is no ${key}.txt, its plain-text part.`);
  }
  if (problems.length > 0) throw new TemplateError(problems);

  const parsed = new Map<string, Template>();
  const templateOf = (key: string): Template => {
    const known = parsed.get(key);
    if (known) return known;
    const template = { ...parseTemplateSource(texts.get(key)!)!, html: pages.get(key) ?? null };
    parsed.set(key, template);
    return template;
  };
  const languageOf = (name: Name, language: string): string =>
    candidates(language).find((each) => texts.has(`${name}.${each}`)) ?? fallback;

  return {
    of(kind, wanted) {
      const language = languageOf(kind, wanted);
      const footer = texts.get(`footer.${languageOf('footer', language)}`)!;
      return { template: templateOf(`${kind}.${language}`), footer, language };
    },
  };
}

/** `de-AT`, then `de`: lookup of RFC 4647, section 3.4. */
function candidates(language: string): string[] {
  const parts = language.split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}

function partsOf(file: string): { name: Name; language: string; type: 'txt' | 'html' } | string {
  const [, name = '', language = '', type] =
    /^([a-z-]+)\.([A-Za-z0-9-]+)\.(txt|html)$/.exec(file) ?? [];
  if (type !== 'txt' && type !== 'html') {
    return 'a template is named <kind>.<language>.txt or .html, like reset-password.de.txt';
  }
  if (name === 'footer' && type === 'html') return 'the footer is a text: footer.de.txt';
  if (name !== 'footer' && !isMailKind(name)) {
    return `there is no mail ${name}. There is ${Object.keys(mailKinds).join(', ')}, and footer`;
  }
  if (!isLanguage(language)) return `${language} is no language like de or pt-BR`;
  return { name, language, type };
}

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text)[0] === text && languages.of(text) !== undefined;
  } catch {
    return false;
  }
}

/** What every template may name. */
export const commonNames = ['brand', 'recipient'] as const;
/** What an HTML template may name besides. */
export const htmlNames = ['subject', 'logo_url', 'color', 'ink', 'footer'] as const;

/** What is wrong with a template: each begins with a colon, after the line if there is one. */
function checkTemplate(name: Name, type: 'txt' | 'html', text: string): string[] {
  const parameters = name === 'footer' ? [] : parametersOf(name);
  const known = new Set<string>([
    ...commonNames,
    ...(type === 'html' ? htmlNames : []),
    ...(name !== 'footer' && mailKinds[name].expires ? ['validity'] : []),
    ...parameters.map((parameter) => parameter.name),
  ]);
  const wrong = checkPlaceholders(text, { known, sections: type === 'html' });
  const problems = wrong.map(({ line, problem }) => `:${line}: ${problem}`);
  const used = namesIn(text);
  const missing = parameters.filter(
    (parameter) =>
      !parameter.optional &&
      (parameter.type === 'link' || parameter.type === 'code') &&
      !used.has(parameter.name),
  );
  problems.push(...missing.map((parameter) => `: it has no {{${parameter.name}}}`));
  if (type === 'txt' && name !== 'footer') problems.push(...checkSubject(text, parameters));
  return problems;
}

function checkSubject(text: string, parameters: ReturnType<typeof parametersOf>): string[] {
  const source = parseTemplateSource(text);
  if (!source) return [': it begins with "Subject: …", then an empty line, then the text'];
  const names = namesIn(source.subject);
  const secrets = parameters.filter(
    ({ name, type }) => (type === 'link' || type === 'code') && names.has(name),
  );
  // Subjects are shown on locked screens, and told in the log of a development machine.
  return secrets.map(({ name }) => `:1: {{${name}}} does not belong into a subject`);
}
