import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { nginxFile } from '../../../testing/nginx.ts';
import { scratchVariable } from '../contender.ts';
import { answering, freeOrigin, offerHttp, offerNothing } from './offer.ts';
import { proxied, upstreamOrigin } from './proxied.ts';
import { fetchToken, install, startSallyport } from './sallyport.ts';

/** nginx as `sallyport proxy-config nginx` sets it up: it asks the gateway, and keeps the answer for a second. */
if (spawnSync('nginx', ['-v']).status === 0) await startNginx();
else offerNothing('nginx is not installed');

async function startNginx(): Promise<void> {
  const scratch = process.env[scratchVariable]!;
  const installation = await install(scratch, upstreamOrigin(), { decisionsAreKept: true });
  const sallyport = await startSallyport(installation);
  const token = await fetchToken(installation.issuer);
  const origin = await freeOrigin();
  const directory = join(scratch, 'nginx');
  mkdirSync(join(directory, 'cache'), { recursive: true });
  for (const path of [directory, join(directory, 'cache')]) chmodSync(path, 0o777);
  const main = createRequire(import.meta.url).resolve('sallyport/main.ts');
  const command = [main, 'proxy-config', 'nginx', '--config', installation.file];
  const written = execFileSync(process.execPath, command, { encoding: 'utf8' })
    .replaceAll('listen 80', `listen ${new URL(origin).host}`)
    .replace('/var/cache/nginx/sallyport', join(directory, 'cache'))
    .replaceAll('keepalive 32;', 'keepalive 64; keepalive_requests 1000000000;');
  writeFileSync(join(directory, 'sallyport.conf'), written);
  const http = `keepalive_requests 1000000000; include ${directory}/sallyport.conf;`;
  writeFileSync(join(directory, 'nginx.conf'), nginxFile(directory, http));
  const nginx = spawn('nginx', ['-p', directory, '-c', join(directory, 'nginx.conf')], {
    stdio: 'inherit',
  });
  await answering(origin);
  offerHttp(proxied(origin, { authorization: `Bearer ${token}` }, 'jwt'), async () => {
    nginx.kill('SIGTERM');
    await once(nginx, 'exit');
    await sallyport.stop();
  });
}
