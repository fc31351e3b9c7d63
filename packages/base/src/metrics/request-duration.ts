import type { MetricDefinition } from './definition.ts';

/** Gateways and issuers measure requests alike, and are told apart by `sallyport.component`. */
export const requestDuration = {
  name: 'http.server.request.duration',
  kind: 'histogram',
  unit: 's',
  description: 'Requests, from their head until their answer has ended, however it was answered.',
  attributes: [
    'sallyport.component',
    'http.request.method',
    'http.route',
    'http.response.status_code',
  ],
  alert: 'the share of 5xx exceeds what your users bear.',
} as const satisfies MetricDefinition;
