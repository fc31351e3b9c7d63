/** A person with an account at Acme ID. */
export interface Account {
  id: string;
  name: string;
  email: string;
}

export const accounts: readonly Account[] = [
  { id: 'acme-1001', name: 'Carol', email: 'carol@acme.example' },
  { id: 'acme-1002', name: 'Dave', email: 'dave@acme.example' },
];

/** What `findAccount` of oidc-provider is to return, or undefined for an unknown id. */
export function accountOf(id: string) {
  const account = accounts.find((candidate) => candidate.id === id);
  if (!account) return undefined;
  const { name, email } = account;
  return {
    accountId: id,
    claims: async () => ({ sub: id, name, email, email_verified: true }),
  };
}
