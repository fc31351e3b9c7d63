import type { Account } from './accounts.ts';

/**
 * No scripts and nothing from elsewhere. There is no `form-action`: browsers apply it to every
 * redirect behind the form, and where Sallyport sends people in the end is not Acme's to know.
 */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The accounts to choose from. There are no passwords: this provider only plays its part. */
export function signInPage(accounts: readonly Account[]): string {
  const buttons = accounts.map(
    ({ id, name, email }) => `
        <li>
          <button name="account" value="${escapeHtml(id)}">
            <span class="avatar" aria-hidden="true">${escapeHtml(name.slice(0, 1))}</span>
            <span><strong>${escapeHtml(name)}</strong><br><small>${escapeHtml(email)}</small></span>
          </button>
        </li>`,
  );
  return page(
    'Choose an account',
    `<p>Sallyport asks Acme ID for your name and your e-mail address.</p>
    <form method="post">
      <ul>${buttons.join('')}
      </ul>
    </form>`,
  );
}

export function errorPage(message: string): string {
  return page('This did not work', `<p>${escapeHtml(message)}</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(title)} – Acme ID</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
  <main>
    <p class="brand">Acme ID</p>
    <h1>${escapeHtml(title)}</h1>
    ${content}
  </main>
</body>
</html>
`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (found) => entities[found] ?? '');
