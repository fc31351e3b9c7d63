import { type ForeignTokenCase, jwt } from './case.fixture.ts';

const entraApi = '6e74172b-be56-4843-9ff4-e66a39bb12e3';
const entraApp = '14d82eec-204b-4c2f-b7e8-296a70dab67e';
const tenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const person = '2f0c9a2e-9f8a-4a6f-8d77-3a1a1d3a1a10';
const entra2 = {
  iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
  aud: entraApi,
  tid: tenant,
  oid: person,
  sub: 'zKx5YB5JcQ2f6mPq0v3pJ1a8w9e7r6t5y4u3i2o1p0A',
  uti: '6lgzUCN4SUyn1Dp0',
  ver: '2.0',
};
const entra1 = {
  iss: `https://sts.windows.net/${tenant}/`,
  aud: 'api://orders',
  tid: tenant,
  oid: person,
  sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
  uti: 'fqiBqXLPj0eQa82S-IYFAA',
  ver: '1.0',
};
const byOid = { sub: 'oid', roles: 'roles' };

export const entraCases: ForeignTokenCase[] = [
  {
    from: 'Entra ID v2',
    what: 'a person in an application',
    why: 'aud is the GUID of the API, the client is azp, the scope scp, and sub another one for each API',
    header: jwt,
    claims: {
      ...entra2,
      azp: entraApp,
      azpacr: '0',
      name: 'Alice',
      roles: ['support'],
      scp: 'Orders.Read',
    },
    audience: entraApi,
    map: byOid,
    right: {
      kind: 'user',
      subject: person,
      clientId: entraApp,
      roles: ['support'],
      scope: ['Orders.Read'],
    },
  },
  {
    from: 'Entra ID v2',
    what: 'an application by itself',
    why: 'sub is oid and there is no scp',
    header: jwt,
    claims: { ...entra2, sub: person, azp: entraApp, azpacr: '1', roles: ['support'] },
    audience: entraApi,
    map: byOid,
    right: { kind: 'client', subject: person, clientId: entraApp, roles: ['support'] },
  },
  {
    from: 'Entra ID v2',
    what: 'an ID token where API and page share one registration',
    why: 'it has the same aud, and an access token would name its client',
    header: jwt,
    claims: {
      ...entra2,
      name: 'Alice',
      preferred_username: 'alice@example.com',
      roles: ['support'],
    },
    audience: entraApi,
    map: byOid,
    right: 'token_wrong_type',
  },
  {
    from: 'Entra ID v2',
    what: 'a token for Microsoft Graph',
    why: 'it is good, and meant for another API',
    header: jwt,
    claims: {
      ...entra2,
      aud: '00000003-0000-0000-c000-000000000000',
      azp: entraApp,
      scp: 'User.Read',
    },
    audience: entraApi,
    map: byOid,
    right: 'token_wrong_audience',
  },
  {
    from: 'Entra ID v1',
    what: 'a person in an application',
    why: 'aud is the Application ID URI, the client is appid',
    header: { ...jwt, x5t: 'first' },
    claims: {
      ...entra1,
      appid: entraApp,
      appidacr: '1',
      scp: 'user_impersonation',
      upn: 'alice@example.com',
    },
    audience: 'api://orders',
    map: byOid,
    right: {
      kind: 'user',
      subject: person,
      clientId: entraApp,
      roles: [],
      scope: ['user_impersonation'],
    },
  },
  {
    from: 'Entra ID v1',
    what: 'an application by itself',
    why: 'idtyp says so where it is configured',
    header: { ...jwt, x5t: 'first' },
    claims: {
      ...entra1,
      sub: person,
      appid: entraApp,
      appidacr: '1',
      idtyp: 'app',
      roles: ['support'],
    },
    audience: 'api://orders',
    map: byOid,
    right: { kind: 'client', subject: person, clientId: entraApp, roles: ['support'] },
  },
  {
    from: 'Entra ID v1',
    what: 'an ID token',
    why: 'it names no client',
    header: jwt,
    claims: { ...entra1, upn: 'alice@example.com', roles: ['support'] },
    audience: 'api://orders',
    map: byOid,
    right: 'token_wrong_type',
  },
];

const adfs = {
  iss: 'http://adfs.example/adfs/services/trust',
  aud: 'microsoft:identityserver:orders',
  apptype: 'Confidential',
  appid: 'shop-web',
  ver: '1.0',
  scp: 'openid',
};

export const adfsCases: ForeignTokenCase[] = [
  {
    from: 'AD FS',
    what: 'a person in one group',
    why: 'no sub unless it is configured; one role is text, with a space in it',
    header: { ...jwt, x5t: 'first' },
    claims: { ...adfs, upn: 'alice@corp.example', role: 'Support Team' },
    audience: adfs.aud,
    map: { sub: 'upn', roles: 'role', role_names: { 'Support Team': 'support' } },
    right: {
      kind: 'user',
      subject: 'alice@corp.example',
      clientId: 'shop-web',
      roles: ['support'],
    },
  },
];
