import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { pages, textOf } from './code-blocks.ts';
import { anchorsOf, proseOf } from './headings.ts';

const others = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

interface Link {
  place: string;
  /** From the root of the repository. */
  target: string;
  anchor: string | undefined;
}

/** Links to files, and to headings of the same page. Those to other sites are not followed. */
function linksOf(page: string): Link[] {
  const prose = proseOf(page).replaceAll(/`[^`\n]*`/g, (code) => ' '.repeat(code.length));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .filter(([, href = '']) => !/^[a-z]+:/.test(href))
    .map((match) => {
      const [path = '', anchor] = match[1]!.split('#');
      const line = prose.slice(0, match.index).split('\n').length;
      const target = path ? posix.join(posix.dirname(page), path) : page;
      return { place: `${page}:${line} ${match[1]}`, target, anchor };
    });
}

const links = [...pages, ...others].flatMap(linksOf);

test('every link leads to a file, and its anchor to a heading', () => {
  const dead = links.filter(
    ({ target, anchor }) =>
      !existsSync(target) || (anchor !== undefined && !anchorsOf(target).has(anchor)),
  );
  expect(dead.map(({ place }) => place)).toEqual([]);
  expect(links.length).toBeGreaterThan(30);
});

test('pages of the site link to nothing outside it', () => {
  const leaving = pages.flatMap(linksOf).filter(({ target }) => !target.startsWith('docs/'));
  expect(leaving).toEqual([]);
});

test('every page has a title, and no second one', () => {
  const wrong = pages.filter((page) => proseOf(page).match(/^# .+$/gm)?.length !== 1);
  expect(wrong).toEqual([]);
});

test('every page for users says in a sentence what is in it', () => {
  const silent = pages
    .filter((page) => page.startsWith('docs/pages/'))
    .filter((page) => !/^---\n(?:.*\n)*?description: \S/.test(textOf(page)));
  expect(silent, 'Add a description to its front matter: search engines show it.').toEqual([]);
});

test('an anchor is what the site makes of a heading', () => {
  const text = [
    '## `jwt_type`: which one?',
    '### Who may *call*',
    '## Twice',
    '## Twice',
    '```sh',
    '## no heading',
    '```',
    '## See [routes](routes.md), too',
  ].join('\n');
  expect([...anchorsOf('page.md', text)]).toEqual([
    'jwt_type-which-one',
    'who-may-call',
    'twice',
    'twice-1',
    'see-routes-too',
  ]);
});
