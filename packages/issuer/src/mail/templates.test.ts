import { describe, expect, test } from 'vitest';
import { type MailKind, mailKinds, parametersOf } from './kinds.ts';
import { namesIn } from './placeholders.ts';
import { renderMail } from './render.ts';
import { builtInTexts, createTemplates, TemplateError } from './templates.ts';

const brand = { name: 'Shop & <Co>', logoUrl: null, color: '#1f6feb' };
const link = 'https://id.example/go?a=1&b=2';
const values = {
  link,
  code: '482913',
  text: 'Firefox on Linux',
  address: 'new@mail.example',
  time: new Date('2026-11-26T14:30:00Z'),
};

const contentOf = (kind: MailKind, { optional = true } = {}) => ({
  parameters: Object.fromEntries(
    parametersOf(kind)
      .filter((parameter) => optional || !parameter.optional)
      .map(({ name, type }) => [name, values[type]]),
  ),
  validSeconds: mailKinds[kind].expires ? 900 : null,
  brand: null,
});

const render = (
  kind: MailKind,
  language: string,
  { content = contentOf(kind), files = [] as { name: string; text: string }[] } = {},
) =>
  renderMail(
    { kind, language, recipient: 'a@mail.example', content },
    createTemplates(files),
    brand,
  );

const kinds = Object.keys(mailKinds) as MailKind[];
const each = kinds.flatMap((kind) =>
  Object.keys(builtInTexts).map((language) => [kind, language] as const),
);

describe('built in', () => {
  test('no text is missing in any language', () => {
    for (const [language, texts] of Object.entries(builtInTexts)) {
      expect([language, ...Object.keys(texts)].sort()).toEqual(
        [language, ...kinds, 'footer'].sort(),
      );
    }
  });

  test('they are what a file may be', () => {
    const files = Object.entries(builtInTexts).flatMap(([language, texts]) =>
      Object.entries(texts).map(([name, text]) => ({ name: `${name}.${language}.txt`, text })),
    );
    expect(() => createTemplates(files)).not.toThrow();
  });

  test.each(each)('%s in %s says the same as in English', (kind, language) => {
    const [told, english] = [builtInTexts[language]![kind], builtInTexts['en']![kind]];
    expect(namesIn(told)).toEqual(namesIn(english));
    const shape = (text: string) => text.split('\n\n').map((block) => block.slice(0, 1) === '-');
    expect(shape(told)).toEqual(shape(english));
    if (language !== 'en') expect(told).not.toEqual(english);
  });

  test.each(each)(
    '%s in %s has all of it in both parts, and no secret in its subject',
    (kind, language) => {
      for (const optional of [true, false]) {
        const content = contentOf(kind, { optional });
        const { subject, text, html, language: told } = render(kind, language, { content });
        expect(told).toBe(language);
        expect(subject).toContain('Shop & <Co>');
        for (const part of [subject, text, html]) expect(part).not.toMatch(/\{\{|\}\}|undefined/);
        expect(html).toContain('Shop &amp; &lt;Co&gt;');
        expect(html).not.toContain('<Co>');
        expect(subject).not.toContain('482913');
        const { parameters } = content;
        expect(text.includes('    482913')).toBe('code' in parameters);
        expect(html.includes('>482913<')).toBe('code' in parameters);
        expect(text.includes(`:\n${link}\n`)).toBe('link' in parameters);
        expect(html.includes('href="https://id.example/go?a=1&amp;b=2"')).toBe(
          'link' in parameters,
        );
        expect(text.includes('Firefox')).toBe(Object.values(parameters).includes(values.text));
        expect(text).toContain('a@mail.example');
      }
    },
  );

  test('time and validity are in words of the language', () => {
    expect(render('email-code', 'de').text).toContain('gilt 15 Minuten lang');
    expect(render('email-code', 'fr').text).toContain('pendant 15 minutes');
    expect(render('account-deleted', 'de').text).toContain('26. November 2026 um 14:30 UTC');
  });

  test.each([
    ['de-AT', 'de'],
    ['es-419', 'es'],
    ['pt-BR', 'en'],
    ['', 'en'],
    ['x-hostile{{code}}', 'en'],
  ])('who asks for %s gets %s', (asked, told) => {
    expect(render('email-code', asked).language).toBe(told);
  });
});

describe('what others chose', () => {
  const invitedBy = (inviter: string) => {
    const content = { ...contentOf('invitation'), parameters: { link, inviter } };
    return render('invitation', 'en', { content });
  };

  test('is no markup and no placeholder', () => {
    const { html, text } = invitedBy('<img src=x onerror=alert(1)> {{link}} "\'');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
    expect(text).toContain('{{link}}');
  });

  test('is one line, and not long', () => {
    const { text } = invitedBy(`a\r\nBcc: b\u2028c ${'long '.repeat(100)}`);
    const line = text.split('\n').find((each) => each.includes('Bcc'));
    expect(line).toContain('a Bcc: b c long');
    expect(line!.length).toBeLessThan(140);
  });

  test.each(['https://evil.example/x', 'www.evil.example', 'evil.example/win', 'me@evil.example'])(
    'is nothing that a mail program makes a link of: %s',
    (name) => {
      const { html, text } = invitedBy(name);
      for (const part of [html, text]) expect(part).not.toContain(name);
      for (const part of [html, text]) expect(part.replaceAll('\u2060', '')).toContain(name);
    },
  );
});

describe('a file', () => {
  const text =
    'Subject: Hi {{brand}}\n\n# Hello\n\n[Go]({{link}})\n\nOr {{code}} within {{validity}}.';
  const problemsOf = (name: string, content: string) => {
    try {
      createTemplates([{ name, text: content }]);
    } catch (error) {
      if (error instanceof TemplateError) return error.message;
      throw error;
    }
    return 'none';
  };

  test('takes the place of both parts', () => {
    const files = [{ name: 'reset-password.de.txt', text }];
    const { subject, text: told, html } = render('reset-password', 'de', { files });
    expect(subject).toBe('Hi Shop & <Co>');
    expect(told).toContain('Hello');
    expect(html).toContain('<h1');
    expect(render('reset-password', 'en', { files }).subject).toContain('Set a new password');
  });

  test('of HTML is filled with what is escaped, and its sections are kept where there is a value', () => {
    const page =
      '<b>{{brand}}</b><a href="{{link}}">x</a>{{#code}}<i>{{code}}</i>{{/code}}{{#logo_url}}<img src="{{logo_url}}">{{/logo_url}}{{footer}}';
    const files = [
      { name: 'reset-password.de.txt', text },
      { name: 'reset-password.de.html', text: page },
    ];
    const content = contentOf('reset-password', { optional: false });
    const { html } = render('reset-password', 'de', { files, content });
    expect(html).toMatch(
      /^<b>Shop &amp; &lt;Co&gt;<\/b><a href="https:\/\/id\.example\/go\?a=1&amp;b=2">x<\/a>Diese E-Mail/,
    );
    expect(render('reset-password', 'de', { files }).html).toContain('<i>482913</i>');
  });

  test('adds a language', () => {
    const files = [
      { name: 'reset-password.it.txt', text },
      { name: 'footer.it.txt', text: 'Inviato da {{brand}}.' },
    ];
    const { language, text: told } = render('reset-password', 'it-CH', { files });
    expect(language).toBe('it');
    expect(told).toContain('Inviato da');
    expect(told).toContain('15 minuti');
  });

  test.each([
    ['reset-password.txt', text, 'is named <kind>.<language>.txt'],
    ['reset-passwort.de.txt', text, 'there is no mail reset-passwort. There is verify-address'],
    ['reset-password.german.txt', text, 'german is no language'],
    ['reset-password.de_AT.txt', text, 'is named <kind>.<language>.txt'],
    ['reset-password.de.txt', text.replace('{{link}}', 'https://x'), 'de.txt: it has no {{link}}'],
    [
      'reset-password.de.txt',
      text.replace('{{code}}', '{{kode}}'),
      'de.txt:7: there is no {{kode}}',
    ],
    ['reset-password.de.txt', text.replace('{{code}}', '{{ code }}'), 'de.txt:7: a placeholder is'],
    ['reset-password.de.txt', text.replace('Subject', 'Betreff'), 'it begins with "Subject: …"'],
    [
      'reset-password.de.txt',
      text.replace('{{brand}}', '{{code}}'),
      'does not belong into a subject',
    ],
    ['reset-password.de.txt', '', 'it has no {{link}}'],
    ['reset-password.it.html', '{{link}}', 'there is no reset-password.it.txt'],
    ['reset-password.de.html', '{{link}}{{#code}}', ':1: a placeholder is written {{name}}, or'],
    ['footer.de.html', '{{brand}}', 'the footer is a text'],
    ['account-deleted.de.txt', 'Subject: x\n\n{{validity}}', 'there is no {{validity}} here'],
  ])('%s with %o is refused', (name, content, problem) => {
    expect(problemsOf(name, content)).toContain(problem);
  });
});
