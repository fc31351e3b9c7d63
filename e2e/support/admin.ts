import type { Receipt } from '../../packages/protocol/src/receipt.ts';
import { operationsToken } from './tokens.ts';

interface User {
  id: string;
  email: string;
  name: string;
  roles: { name: string }[];
  groups: { name: string }[];
}

interface AuditEvent {
  action: string;
  subjects: string[];
}

/** The admin API, as the example's operations script calls it. */
export interface Admin {
  findUser(email: string): Promise<User>;
  giveRole(user: string, role: string): Promise<void>;
  takeRole(user: string, role: string): Promise<void>;
  makeRole(name: string, permissions: string[]): Promise<void>;
  /** A role on one group or organization, or on something of an API. */
  giveOn(user: string, role: string, type: string, identifier: string): Promise<void>;
  disable(user: string): Promise<void>;
  rename(user: string, name: string): Promise<void>;
  /** Of a refused request, by its id. */
  receipts(id: string): Promise<Receipt[]>;
  /** The newest hundred, newest first. */
  auditEvents(): Promise<AuditEvent[]>;
}

export async function createAdmin(issuer: string): Promise<Admin> {
  const token = await operationsToken(issuer);

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${issuer}/admin/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  return {
    async findUser(email) {
      const query = new URLSearchParams({ email });
      const { items } = await call<{ items: User[] }>('GET', `/users?${query}`);
      if (!items[0]) throw new Error(`There is no user ${email}.`);
      return call('GET', `/users/${items[0].id}`);
    },
    giveRole: (user, role) => call('PUT', `/users/${user}/roles/${role}`),
    takeRole: (user, role) => call('DELETE', `/users/${user}/roles/${role}`),
    makeRole: (name, permissions) => call('POST', '/roles', { name, permissions }),
    giveOn: (user, role, type, identifier) =>
      call('PUT', '/resource-roles', { holder: `user:${user}`, role, type, identifier }),
    disable: (user) => call('PATCH', `/users/${user}`, { disabled: true }),
    rename: (user, name) => call('PATCH', `/users/${user}`, { name }),
    async receipts(id) {
      return (await call<{ items: Receipt[] }>('GET', `/receipts/${id}`)).items;
    },
    async auditEvents() {
      const { items } = await call<{ items: AuditEvent[] }>('GET', '/audit?limit=100');
      return items;
    },
  };
}
