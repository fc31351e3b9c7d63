import { X509Certificate } from 'node:crypto';
import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import type { Certificate, ServerCertificate } from '@sallyport/base/tls.ts';
import type { GatewayConfiguration } from '../config/load.ts';
import type { TlsComponent } from '../config/schema.ts';
import { processMetrics } from '../management/process-metrics.ts';
import { StartupError } from '../startup-error.ts';
import { readCertificate } from './tls.ts';

type CertificateLog = Record<'info' | 'warn', (about: object, message: string) => void>;

/** How often the files are looked at, in milliseconds. */
const checkMs = 10_000;

/**
 * The certificate of a listener, which takes the next one when its files change, as certbot and
 * cert-manager change them: without a signal, and for a moment with the key of one and the
 * certificate of another. Until the two fit, the old ones stay.
 *
 * @throws StartupError as `readCertificate` does, for the first one
 */
export async function openCertificate(
  loaded: GatewayConfiguration,
  component: TlsComponent,
  { log, metrics }: { log: CertificateLog; metrics: Metrics },
  intervalMs = checkMs,
): Promise<ServerCertificate | null> {
  const first = await readCertificate(loaded, component);
  if (!first) return null;
  let current = first;
  metrics.observe(processMetrics.certificate, () => [
    [{ 'sallyport.tls': component }, notAfter(current)],
  ]);
  let complaint: string | null = null;
  const users = new Set<(renewed: Certificate) => void>();
  let timer: NodeJS.Timeout | undefined;

  async function check(): Promise<void> {
    try {
      const next = await readCertificate(loaded, component);
      complaint = null;
      if (!next || (next.cert === current.cert && next.key === current.key)) return;
      for (const use of users) use(next);
      current = next;
      log.info({ tls: component }, 'A renewed certificate is in use');
    } catch (error) {
      complain(error);
    }
  }

  /** Once for each reason: it is looked at again and again. */
  function complain(error: unknown): void {
    const reason = error instanceof StartupError ? error.message : String(error);
    if (reason === complaint) return;
    complaint = reason;
    log.warn({ tls: component, reason }, 'A renewed certificate cannot be used; the old one stays');
  }

  return {
    ...first,
    onRenewal(use) {
      users.add(use);
      if (current !== first) use(current);
      timer ??= setInterval(() => void check(), intervalMs).unref();
      return () => {
        users.delete(use);
        if (users.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

const notAfter = ({ cert }: Certificate): number =>
  new X509Certificate(cert).validToDate.getTime() / 1e3;
