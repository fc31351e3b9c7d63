import { api, type ForeignTokenCase, untyped } from './case.fixture.ts';

const kubernetes = {
  iss: 'https://kubernetes.default.svc.cluster.local',
  aud: [api],
  jti: '3b1b1d1c-5d8a-4a43-8f4b-6f0f5b1a2c3d',
  'kubernetes.io': {
    namespace: 'shop',
    pod: { name: 'reports-0', uid: '5b0d' },
    serviceaccount: { name: 'reports', uid: '8b0d' },
  },
  sub: 'system:serviceaccount:shop:reports',
};

export const kubernetesCases: ForeignTokenCase[] = [
  {
    from: 'Kubernetes',
    what: 'a projected token of a service account',
    why: 'no type and no client; the audience is asked for in the pod',
    header: untyped,
    claims: kubernetes,
    audience: api,
    right: { kind: 'client', subject: kubernetes.sub, clientId: undefined },
  },
  {
    from: 'Kubernetes',
    what: 'the name of the service account as a subject',
    why: 'the outermost name has a dot',
    header: untyped,
    claims: kubernetes,
    audience: api,
    map: { sub: ['kubernetes.io', 'serviceaccount', 'name'] },
    right: { kind: 'client', subject: 'reports' },
  },
  {
    from: 'Kubernetes',
    what: 'a token for the API server',
    why: 'it is meant for another API, and could be replayed there',
    header: untyped,
    claims: { ...kubernetes, aud: [kubernetes.iss] },
    audience: api,
    right: 'token_wrong_audience',
  },
  {
    from: 'Kubernetes',
    what: 'a token of the old kind, from a Secret',
    why: 'it never ends and names no audience',
    header: untyped,
    claims: { ...kubernetes, aud: undefined, exp: undefined },
    audience: null,
    right: 'token_claim_invalid',
  },
];
