import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { text } from './fields.ts';

const decisions = 'Decisions for other proxies';
const health = 'Operations';

export const operatorEndpoints: readonly Endpoint[] = [
  {
    ...{ server: 'decide', method: 'get', path: '/decide', tag: decisions },
    summary: 'May this request go on, and with which JWT?',
    description:
      'Asked by a proxy, with the headers of its caller. Which headers say what the request is depends on the proxy. Any method is taken.',
    headers: z.object({
      'X-Original-Method': text('Of nginx.').optional(),
      'X-Original-URI': text('Of nginx.').optional(),
      'X-Forwarded-Method': text('Of Traefik, Caddy and HAProxy.').optional(),
      'X-Forwarded-Uri': text('Of Traefik, Caddy and HAProxy.').optional(),
      'X-Forwarded-Host': text('Of Traefik, Caddy and HAProxy.').optional(),
    }),
    answers: [
      {
        status: 200,
        description:
          'Allowed: forward with `Authorization`, `Cookie` and `X-Request-Id` of this answer, and add its `Set-Cookie` to the response.',
      },
      { status: 401, description: 'Not authenticated, with `WWW-Authenticate`.' },
      { status: 403, description: 'Refused.' },
      { status: 503, description: 'The gateway cannot know.' },
    ],
  },
  {
    ...{ server: 'management', method: 'get', path: '/health/live', tag: health },
    summary: 'Whether the process answers',
    answers: [
      { status: 200, description: 'It does.', json: z.looseObject({ status: z.string() }) },
    ],
  },
  {
    ...{ server: 'management', method: 'get', path: '/health/ready', tag: health },
    summary: 'Whether all parts take requests',
    answers: [
      { status: 200, description: 'They do.', json: z.looseObject({ status: z.string() }) },
      {
        status: 503,
        description: 'The reason of each part that does not.',
        json: z.looseObject({}),
      },
    ],
  },
  {
    ...{ server: 'management', method: 'get', path: '/metrics', tag: health },
    summary: 'Metrics, in the text format of Prometheus',
    answers: [{ status: 200, description: 'The metrics.', type: 'text/plain' }],
  },
];
