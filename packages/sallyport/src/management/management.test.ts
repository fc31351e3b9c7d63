import { expect, onTestFinished, test } from 'vitest';
import { newSite, sallyport } from '../command.fixture.ts';

test('everything in one process: one port tells of issuer and gateway', async () => {
  const site = await newSite();
  onTestFinished(site.remove);
  const config = await site.configure('');
  const args = ['start', '--no-restart', '--config', config, '--data-dir', site.dataDir];
  const running = sallyport(args);
  onTestFinished(async () => {
    running.process.kill('SIGKILL');
    await running.ended;
  });
  await running.logged('Ready');
  const at = `http://127.0.0.1:${site.ports[4]}`;
  const ready = await fetch(`${at}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { status: 'ready', parts: { issuer: { ready: true }, gateway: { ready: true } } },
  ]);
  const metrics = await (await fetch(`${at}/metrics`)).text();
  expect(metrics).toMatch(/^process_memory_usage_bytes \d+$/m);
  running.process.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);
});
