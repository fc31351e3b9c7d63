import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type MailKind, mailKinds, parametersOf } from '../../packages/issuer/src/mail/kinds.ts';

test('the page about mail has every kind with its placeholders', async () => {
  const page = await readFile(new URL('../pages/do/send-mail.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| `[a-z-]+` \|/.test(line));
  expect(rows.map((row) => row.replace(/^\| `([a-z-]+)`.*\| (.*) \|$/, '$1: $2'))).toEqual(
    (Object.keys(mailKinds) as MailKind[]).map((kind) => {
      const names = parametersOf(kind).map(
        ({ name, optional }) => `\`{{${name}}}\`${optional ? '?' : ''}`,
      );
      if (mailKinds[kind].expires) names.push('`{{validity}}`');
      return `${kind}: ${names.join(' ')}`;
    }),
  );
});
