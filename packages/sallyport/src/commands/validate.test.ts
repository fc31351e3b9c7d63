import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startInProcess } from '../in-process.fixture.ts';

async function validate(text: string, env: NodeJS.ProcessEnv = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-validate-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'sallyport.yaml');
  await writeFile(file, text);
  const { code, stdout, stderr } = await startInProcess(['validate', file], { env }).ended;
  return { code, stdout: stdout.replace(file, 'FILE'), stderr };
}

test('a file without a fault is summed up', async () => {
  const text = 'roles: [{ name: a }, { name: "${ROLE}" }]\ngroups: [{ name: g, roles: [a] }]\n';
  expect(await validate(text, { ROLE: 'b' })).toEqual({
    code: 0,
    stdout: 'FILE is valid: 2 roles, 1 group.\n',
    stderr: '',
  });
  expect((await validate('issuer: {}')).stdout).toBe('FILE is valid: it declares nothing.\n');
});

test('a fault is told as it is at the start, with exit code 1', async () => {
  const { code, stdout, stderr } = await validate('groups: [{ name: g, roles: [a] }]');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('groups[0].roles[0]: there is no role a.');
});

test('a public route at a host that takes what is protected elsewhere is told, and no fault', async () => {
  const text = `
apis: [{ id: https://orders.example, name: Orders }]
routes:
  - { path: /api/*, upstream: http://127.0.0.1:7001, api: https://orders.example }
  - { host: localhost, path: /*, upstream: http://127.0.0.1:7001, authenticate: none }
`;
  const { code, stdout, stderr } = await validate(text);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(
    'Look at routes[1]: at localhost this public route goes before routes[0]',
  );
});

test('nothing that it names is opened', async () => {
  const tls = 'tls: { issuer: { cert: no.pem, key: no.key } }';
  const { code, stderr } = await validate(`issuer: { url: https://id.example }\n${tls}`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
