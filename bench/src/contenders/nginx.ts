import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nginxFile } from '../../../testing/nginx.ts';
import { scratchVariable } from '../contender.ts';
import { answering, freeOrigin, offerHttp, offerNothing } from './offer.ts';
import { proxied, someToken, upstreamOrigin } from './proxied.ts';

/** nginx as a plain reverse proxy, one worker, connections to the upstream kept. */
if (spawnSync('nginx', ['-v']).status === 0) await startNginx();
else offerNothing('nginx is not installed');

async function startNginx(): Promise<void> {
  const scratch = process.env[scratchVariable]!;
  const origin = await freeOrigin();
  const file = join(scratch, 'nginx.conf');
  writeFileSync(file, nginxFile(scratch, plainProxy(new URL(origin).host)));
  const nginx = spawn('nginx', ['-p', scratch, '-c', file], { stdio: 'inherit' });
  nginx.once('exit', (code) => {
    if (code) throw new Error(`nginx ended with code ${code}`);
  });
  await answering(origin);
  offerHttp(proxied(origin, someToken, 'opaque'), async () => {
    nginx.kill('SIGTERM');
    await once(nginx, 'exit');
  });
}

function plainProxy(address: string): string {
  return `
  keepalive_requests 1000000000;
  upstream service {
    server ${new URL(upstreamOrigin()).host};
    keepalive 64;
    keepalive_requests 1000000000;
  }
  server {
    listen ${address};
    location / {
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
`;
}
