import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blockedAt, parsePasswd } from './run-as.ts';

test('accounts are read from passwd, negative ids of macOS included', () => {
  const text = '# comment\nroot:x:0:0:root:/root:/bin/sh\n\nnobody:*:-2:-2::/:/usr/bin/false\n';
  expect(parsePasswd(text)).toEqual([
    { name: 'root', uid: 0, gid: 0 },
    { name: 'nobody', uid: 4294967294, gid: 4294967294 },
  ]);
});

test('the directory that stops an account is named', async () => {
  const open = await mkdtemp(join(tmpdir(), 'sp-path-'));
  const closed = join(open, 'closed');
  const below = join(closed, 'below');
  try {
    await mkdir(below, { recursive: true });
    await chmod(open, 0o711);
    await chmod(closed, 0o700);
    const stranger = { name: 'stranger', uid: 65_000, gid: 65_000 };
    const { uid, gid } = await stat(closed);
    expect(await blockedAt(open, stranger)).toBe(null);
    expect(await blockedAt(below, stranger)).toBe(closed);
    expect(await blockedAt(below, { name: 'owner', uid, gid })).toBe(null);
  } finally {
    await rm(open, { recursive: true });
  }
});
