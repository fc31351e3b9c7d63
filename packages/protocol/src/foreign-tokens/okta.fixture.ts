import { type ForeignTokenCase, untyped } from './case.fixture.ts';

const okta = {
  ver: 1,
  jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
  iss: 'https://acme.okta.com/oauth2/default',
  aud: 'api://default',
  cid: '0oa6k5endSOqKSDeB5d6',
  uid: '00u5t60iloOHN9pBi0h7',
  sub: 'alice@example.com',
  scp: ['openid', 'orders'],
};

export const oktaCases: ForeignTokenCase[] = [
  {
    from: 'Okta',
    what: 'a person in an application',
    why: 'no type, the client is cid, the scope a list; groups have names with spaces',
    header: untyped,
    claims: { ...okta, groups: ['Support Team', 'Everyone'] },
    audience: 'api://default',
    map: { sub: 'uid', roles: 'groups', role_names: { 'Support Team': 'support' } },
    right: {
      kind: 'user',
      subject: okta.uid,
      clientId: okta.cid,
      roles: ['support'],
      scope: ['openid', 'orders'],
    },
  },
  {
    from: 'Okta',
    what: 'a client by itself',
    why: 'it is its own subject',
    header: untyped,
    claims: { ...okta, uid: undefined, sub: okta.cid, scp: ['orders'] },
    audience: 'api://default',
    right: { kind: 'client', subject: okta.cid, clientId: okta.cid },
  },
  {
    from: 'Okta',
    what: 'an ID token of a client that sent no nonce',
    why: 'it names no client in cid',
    header: untyped,
    claims: {
      ...okta,
      jti: 'ID.x',
      aud: okta.cid,
      cid: undefined,
      scp: undefined,
      idp: '00o1',
      amr: ['pwd'],
    },
    audience: okta.cid,
    right: 'token_wrong_type',
  },
];
