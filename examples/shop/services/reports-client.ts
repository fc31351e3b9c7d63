import { createExchange } from '@sallyport/guard';
import { reportsApi } from './reports.ts';

interface ReportsOptions {
  issuer: string;
  reports: { url: string; clientId: string; clientSecret: string };
}

interface Report {
  summary: { orders: number; revenue: number; currency: string };
}

/** The reports service does not let this caller see it. */
export class ReportsRefused extends Error {
  override readonly name = 'ReportsRefused';
}

/**
 * The reports service, called on behalf of the caller of the orders service: the JWT that came in is for orders
 * only, and is exchanged for one that reports accepts, with this caller's rights there.
 */
export function createReportsClient({ issuer, reports }: ReportsOptions) {
  const exchange = createExchange({ issuer, ...reports });
  return {
    async summaryFor(token: string): Promise<Report> {
      const response = await fetch(`${reports.url}/api/reports/summary`, {
        headers: { authorization: `Bearer ${await exchange(token, reportsApi)}` },
        signal: AbortSignal.timeout(5_000),
      });
      if (response.status === 403) throw new ReportsRefused('The reports service answered 403.');
      if (!response.ok) throw new Error(`The reports service answered ${response.status}.`);
      return (await response.json()) as Report;
    },
  };
}
