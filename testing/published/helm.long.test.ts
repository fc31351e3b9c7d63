import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeChart } from '../../scripts/release/chart.ts';
import { requires } from '../requires.ts';
import { cases, goldenOf, valuesOf } from './helm-cases.ts';

const helmModule = 'helm.sh/helm/v3/cmd/helm@v3.22.0';
const execute = promisify(execFile);

requires({ toolchains: ['go'] })('the Helm chart', () => {
  let work: string;
  let chart: string;
  const helm = async (...args: string[]): Promise<string> =>
    (await execute(join(work, 'helm'), args, { maxBuffer: 2 ** 24 })).stdout;
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'sallyport-helm-'));
    await execute('go', ['install', helmModule], { env: { ...process.env, GOBIN: work } });
    await makeChart(work);
    await execute('sh', ['-c', 'tar -xzf sallyport-chart-*.tgz'], { cwd: work });
    chart = join(work, 'sallyport');
  }, 1_200_000);
  afterAll(() => rm(work, { recursive: true }));

  const template = (...args: string[]) =>
    helm('template', 'shop', chart, '--namespace=shop', '--kube-version=1.34.0', ...args);

  test.each(cases)('%s: lint finds no fault', async (name) => {
    await helm('lint', chart, '--strict', '--kube-version=1.34.0', `--values=${valuesOf(name)}`);
  });

  test.each(cases)('%s is as in deploy/helm/cases (npx vitest -u makes it so)', async (name) => {
    const text = await template(`--values=${valuesOf(name)}`);
    await expect(text).toMatchFileSnapshot(goldenOf(name));
  });

  test('without the names of the Secrets it says what to set', async () => {
    await expect(template()).rejects.toThrow('.secretName to the name of a Secret');
  });

  test('a value that does not exist is refused', async () => {
    const wrong = template(`--values=${valuesOf('small')}`, '--set=issuer.replica=3');
    await expect(wrong).rejects.toThrow("additional properties 'replica' not allowed");
  });

  test.each([
    ['gateway={"migrate":true}', "additional properties 'migrate' not allowed"],
    ['configuration={"issuer":"https://id.example"}', "at '/configuration/issuer'"],
    ['configuration=["issuer"]', "at '/configuration'"],
    ['podAnnotations={"scrape":true}', "at '/podAnnotations/scrape'"],
  ])('%s is refused, and not ignored', async (value, sentence) => {
    const wrong = template(`--values=${valuesOf('small')}`, `--set-json=${value}`);
    await expect(wrong).rejects.toThrow(sentence);
  });

  test.each([
    'configuration=null',
    'configuration={"issuer":null,"management":null,"tls":null}',
    'podAnnotations={"checksum/configuration":"theirs"}',
  ])('%s makes a chart', async (value) => {
    const text = await template(`--values=${valuesOf('small')}`, `--set-json=${value}`);
    expect(text).not.toContain('theirs');
  });

  test('names of a long release are short enough for a Service', async () => {
    const name = 'r'.repeat(53);
    const options = ['--kube-version=1.34.0', `--values=${valuesOf('production')}`];
    const text = await helm('template', name, chart, ...options);
    const names = [...text.matchAll(/^ {2}name: (.*)$/gm)].map(([, each = '']) => each.length);
    expect(names.length).toBeGreaterThan(5);
    expect(Math.max(...names)).toBeLessThanOrEqual(63);
  });
});
