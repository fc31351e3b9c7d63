/** Who the example's configuration declares, with what they type. */
export interface Person {
  email: string;
  password: string;
}

export const alice: Person = { email: 'alice@example.com', password: 'correct horse alice' };
export const admin: Person = { email: 'admin@example.com', password: 'correct horse admin' };
export const bob: Person = { email: 'bob@example.com', password: 'correct horse bob' };
