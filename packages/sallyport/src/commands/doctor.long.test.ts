import { expect, onTestFinished, test } from 'vitest';
import { newSite, type Site, sallyport } from '../command.fixture.ts';
import type { Finding } from '../doctor/finding.ts';
import { version } from '../version.ts';

async function site(): Promise<Site & { file: string }> {
  const made = await newSite();
  onTestFinished(() => made.remove());
  return { ...made, file: await made.configure('') };
}

test('a system that is well ends with 0, and its database was looked at', async () => {
  const { file, dataDir } = await site();
  const options = ['--config', file, '--data-dir', dataDir];
  const running = sallyport(['start', ...options]);
  onTestFinished(() => void running.process.kill('SIGKILL'));
  await running.logged('Ready');
  const { code, stdout, stderr } = await sallyport(['doctor', ...options]).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`Migrations: The tables are those of Sallyport ${version}.`);
  expect(stdout).toContain('Issuers on the database: 1: a local process since ');
  expect(stdout).toMatch(/\n\nNothing to do\.\n$/);
  running.process.kill('SIGTERM');
  await running.ended;
});

test('a DATABASE_URL that is none is a finding beside the others', async () => {
  const { file, dataDir } = await site();
  const args = ['doctor', '--config', file, '--data-dir', dataDir, '--json'];
  const { code, stdout, stderr } = await sallyport(args, {
    DATABASE_URL: 'postgres://u:hidden@x:y',
  }).ended;
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const findings: Finding[] = JSON.parse(stdout);
  expect(findings.find(({ about }) => about === 'Database')).toMatchObject({
    level: 'problem',
    found: expect.stringMatching(/^DATABASE_URL is no URL\./),
  });
  expect(findings.map(({ about }) => about)).toEqual(expect.arrayContaining(['Gateway', 'Issuer']));
  expect(stdout).not.toContain('hidden');
});
