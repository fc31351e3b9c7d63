import { StartupError } from '../startup-error.ts';
import { hideSecrets } from './hide-secrets.ts';

/** Something wrong in a configuration file, and where. Lines and columns count from 1. */
export interface Problem {
  line: number;
  column: number;
  /** `clients[0].redirect_uris`; empty for the file as a whole. */
  path: string;
  message: string;
}

const widest = 96;

/** All problems in one error, in the order of the file, each with its line and a caret below it. */
export function configurationError(
  file: string,
  text: string,
  problems: readonly Problem[],
): StartupError {
  const lines = hideSecrets(text).split(/\r?\n/);
  const inOrder = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
  return new StartupError(
    inOrder.map((problem) => describe(file, lines[problem.line - 1] ?? '', problem)).join('\n\n'),
  );
}

function describe(file: string, line: string, { line: n, column, path, message }: Problem): string {
  const where = `${file}:${n}:${column}  ${path ? `${path}: ` : ''}${message}`;
  if (line.trim() === '') return where;
  const margin = `${String(n).padStart(5)} | `;
  const blank = `${' '.repeat(5)} | `;
  // A long line is shown from a little before the place in question.
  const from = column > widest ? column - widest / 2 : 0;
  const excerpt = line.replace(/\p{Cc}/gu, ' ').slice(from, from + widest);
  return `${where}\n${margin}${excerpt}\n${blank}${' '.repeat(column - 1 - from)}^`;
}

/** `['clients', 0, 'scopes']` as `clients[0].scopes`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, '');
}
