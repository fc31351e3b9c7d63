import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { cases, goldenOf } from '../../../../testing/published/helm-cases.ts';
import { readConfiguration } from './load.ts';

// biome-ignore lint/suspicious/noExplicitAny: Kubernetes has many kinds of objects.
async function objectsOf(name: string): Promise<any[]> {
  return parseAllDocuments(await readFile(goldenOf(name), 'utf8')).map((each) => each.toJS());
}

test.each(cases)('%s: what the chart makes of the configuration is valid', async (name) => {
  const { data } = (await objectsOf(name)).find(({ kind }) => kind === 'ConfigMap');
  const env = { PARTNER_SECRET: 'a-secret-that-is-long-enough-for-a-client' };
  const { configuration } = readConfiguration(data['sallyport.yaml'], { file: 'values', env });
  expect(configuration.issuer.internal.urls).toEqual([
    'https://shop-sallyport-internal.shop.svc:9001',
  ]);
});

test.each(cases)('%s: every pod is held in as the restricted standard asks', async (name) => {
  const pods = (await objectsOf(name)).filter(({ kind }) => kind === 'Deployment');
  expect(pods).toHaveLength(2);
  for (const { spec } of pods) {
    const { securityContext, automountServiceAccountToken, containers } = spec.template.spec;
    expect(automountServiceAccountToken).toBe(false);
    expect(securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  }
});

test.each(cases)('%s: the gateways do not get the key of the issuer', async (name) => {
  const objects = await objectsOf(name);
  const gateway = objects.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'shop-sallyport-gateway',
  );
  const tls = gateway.spec.template.spec.volumes.find(
    (volume: { name: string }) => volume.name === 'internal-tls',
  );
  expect(tls.secret.items).toEqual([{ key: 'ca.crt', path: 'ca.crt' }]);
});

test.each(cases)('%s: a secret is named, and never in the objects', async (name) => {
  const objects = await objectsOf(name);
  expect(objects.map(({ kind }) => kind)).not.toContain('Secret');
});
