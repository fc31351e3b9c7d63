import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assets } from './assets.ts';
import { allExamples, viewIn } from './examples.fixture.ts';
import { ownTexts } from './texts.ts';

const examples = await allExamples();
const tags = Object.keys(ownTexts);

test('every page has examples', () => {
  const pages = globSync('**/*.page.ts', { cwd: join(import.meta.dirname, '..') });
  expect(pages.length).toBeGreaterThan(5);
  const shown = new Set(examples.map(({ file }) => file));
  expect(pages.filter((path) => !shown.has(path))).toEqual([]);
});

test('no two examples have one name', () => {
  const names = examples.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

describe.each(tags)('in %s', (tag) => {
  const view = viewIn(tag);
  test.each(examples)('$name', async ({ name, page }) => {
    const { document, hasScripts } = page(view);
    const text = String(await document);
    expect(text).toContain(`<html lang="${tag}" dir="ltr"`);
    expect(text.match(/<h1>/g)).toHaveLength(1);
    // Nothing that the policy of the page forbids.
    expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
    expect(text.match(/<script(?! type="module" src="\/assets\/)/g)).toBeNull();
    expect(text.includes('<script')).toBe(hasScripts);
    // No value was forgotten, and none is of a wrong kind.
    const words = text.replace(/<[^>]*>/g, ' ');
    expect(words).not.toMatch(/[{}]|undefined|\[object|NaN/);
    // Screen readers say the title first: whether something was wrong, and then where it was.
    const shown = text.replace(/<noscript>.*?<\/noscript>|<div data-problem.*?<\/div>/gs, '');
    const isWrong = / role="alert"| aria-invalid="true"/.test(shown);
    if (!name.startsWith('parts: ')) {
      const title = text.match(/<title>(.*)<\/title>/)![1]!;
      expect(title.startsWith(view.t('page.error_title', { title: '' }))).toBe(isWrong);
      const focused = text.match(/<[^>]* autofocus[\s>]/g) ?? [];
      const wrong = text.match(/<[^>]* aria-invalid="true"[^>]*>/g) ?? [];
      expect(focused.length).toBeLessThan(2);
      if (wrong.length > 0) expect(wrong.join()).toContain(focused[0]);
    }
    // All but the one that leads to an application.
    for (const form of text.match(/<form class="form".*?<\/form>/gs) ?? []) {
      if (form.includes(' data-send>')) continue;
      expect(form).toContain('name="csrf"');
    }
    // Each label and description is about something that is there.
    const ids = new Set([...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id));
    expect(ids.size).toBe([...text.matchAll(/\sid="/g)].length);
    const named = [...text.matchAll(/\s(?:for|aria-describedby|aria-controls)="([^"]*)"/g)];
    expect(named.flatMap(([, list]) => list!.split(' ')).filter((id) => !ids.has(id))).toEqual([]);
  });
});

const forPeople = examples.filter(({ name }) => name !== 'error for a developer');

/** By these tests find something, or it looks as what it is without a class. */
const plain = new Set([
  'captcha',
  'error-id',
  'primary',
  'information',
  'provider',
  'mail',
  'form',
]);

test('every class of a page is in the style sheet', async () => {
  const texts = await Promise.all(
    examples.map(async ({ page }) => String(await page(viewIn('en')).document)),
  );
  const classes = texts.flatMap((text) =>
    [...text.matchAll(/\sclass="([^"]*)"/g)].flatMap(([, list]) => list!.trim().split(/\s+/)),
  );
  const sheet = assets.get('style.css')!.body + assets.get('account.css')!.body;
  const unknown = [...new Set(classes)].filter(
    (name) => !plain.has(name) && !new RegExp(`\\.${name}\\b(?!-)`).test(sheet),
  );
  expect(unknown).toEqual([]);
});

/** `.sign.mail` was as tall as a mail: what is a kind of something has no rule of its own. */
test('no kind of a sign is the class of something else', () => {
  const sheet = assets.get('style.css')!.body;
  const kinds = [...sheet.matchAll(/\.sign\.(\w+)/g)].map(([, kind]) => kind!);
  expect(kinds.length).toBeGreaterThan(2);
  for (const kind of [...kinds, 'mail']) {
    expect(sheet).not.toMatch(new RegExp(`(^|[\\s},])\\.${kind}\\s*[{,]`));
  }
});

/** What a browser loads of ours for a page: the document, what it names, and our mark. */
const maxBytes = 30_000;

test.each(examples)('$name is small, all of it together', async ({ page }) => {
  const document = String(await page(viewIn('de')).document);
  const named = [...document.matchAll(/"\/assets\/([^"?]*)/g)].map(([, name]) => name!);
  expect(named).toContain('style.css');
  const parts = [document, ...new Set(named)].map((part) => assets.get(part)?.body ?? part);
  expect(Buffer.byteLength(parts.join(''))).toBeLessThan(maxBytes);
});

test.each(forPeople)('$name says nothing in the words of the protocol', async ({ page }) => {
  const words = String(await page(viewIn('en')).document).replace(/<[^>]*>/g, ' ');
  expect(words).not.toMatch(
    /redirect_?uri|client_?id|\bOAuth\b|OpenID|\bscope\b|invalid_|parameter/i,
  );
});
