import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { auditActions } from '../../packages/issuer/src/audit/audit-actions.ts';

const root = fileURLToPath(new URL('../../packages/issuer/src', import.meta.url));

/** The compiler finds what is recorded and not in the table; this finds the reverse. */
test('each action of the table is recorded somewhere', () => {
  const sources = globSync('**/*.ts', { cwd: root })
    .filter((path) => !/\.(test|fixture)\.ts$|audit-actions\.ts$/.test(path))
    .map((path) => readFileSync(`${root}/${path}`, 'utf8'))
    .join('\n');
  const actions = Object.keys(auditActions);
  expect(actions.filter((action) => !sources.includes(`'${action}'`))).toEqual([]);
});

/** SQL that writes events by itself is not seen by the compiler. */
test('what statements write as an action is in the table', () => {
  const written = globSync('**/*.store.ts', { cwd: root }).flatMap((path) => {
    const text = readFileSync(`${root}/${path}`, 'utf8');
    return [...text.matchAll(/'([\w.]+)' as action/g)].map(([, action]) => action!);
  });
  expect(written).toEqual(['link.create']);
  expect(Object.keys(auditActions)).toEqual(expect.arrayContaining(written));
});
