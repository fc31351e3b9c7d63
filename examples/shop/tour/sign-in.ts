import type { Person, Places } from './cast.ts';
import type { Form } from './html.ts';
import type { Answer, Browser } from './http.ts';

/** What the shop's page does when a person clicks on "sign in". */
export function beginSignIn(browser: Browser, { gateway }: Places): Promise<Answer> {
  return browser.send({
    url: `${gateway}/auth/login`,
    json: { return_to: '/' },
    headers: { origin: gateway },
  });
}

export const isPasswordForm = ({ fields }: Form): boolean => 'password' in fields;

export const credentialsOf = ({ email, password }: Person) => ({ email, password });

/** All of it at once, for who is signed in along the way. */
export async function signIn(browser: Browser, places: Places, person: Person): Promise<Answer> {
  const { json } = await beginSignIn(browser, places);
  const page = await browser.open({ url: json.location });
  return browser.submit(page, isPasswordForm, credentialsOf(person));
}
