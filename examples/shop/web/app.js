// The page holds no token. The gateway keeps the session in a cookie that no script can read and
// that other sites cannot send; all that this page does is ask.
import { callJson, postJson } from './http.js';
import { fillOrder, formatAmount } from './order-view.js';

const byId = (id) => document.getElementById(id);
const notice = byId('notice');

/**
 * The session cookie does not come along when another site (the issuer) has just led here, so the
 * page itself never depends on it; a fetch from this origin always carries it.
 */
async function showSession() {
  const session = await callJson('/auth/session');
  byId('signed-out').hidden = session.signed_in;
  byId('signed-in').hidden = !session.signed_in;
  byId('account').hidden = !session.signed_in;
  if (!session.signed_in) return;
  byId('name').textContent = session.user.name ?? session.user.sub;
  byId('email').textContent = session.user.email ?? '';
  await showOrders();
}

async function showOrders() {
  const list = byId('orders');
  list.ariaBusy = 'true';
  try {
    const { orders } = await callJson('/api/orders');
    list.replaceChildren(...orders.map(orderItem));
  } catch (error) {
    list.replaceChildren();
    if (error.status !== 403) throw error;
    notice.textContent =
      'You are signed in, and may not see orders yet. An administrator can give you a role.';
  } finally {
    list.ariaBusy = 'false';
  }
}

function orderItem(order) {
  const item = byId('order').content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(`[data-${name}]`);
  const show = (current) => {
    fillOrder(item, current);
    part('refund').hidden = current.refund !== null;
  };
  show(order);
  for (const name of ['refund', 'share']) {
    part(name).setAttribute('aria-label', `${part(name).textContent} order ${order.id}`);
  }

  onClick(
    part('refund'),
    part('outcome'),
    async () => {
      show(await callJson(`/api/orders/${order.id}/refund`, postJson()));
      part('outcome').textContent = 'The money is on its way back.';
    },
    'Only the support team may refund orders.',
  );

  onClick(
    part('share'),
    part('outcome'),
    async () => {
      const link = await callJson(`/api/orders/${order.id}/share`, postJson());
      const until = new Date(link.expires_at).toLocaleTimeString('en', { timeStyle: 'short' });
      part('shared-label').textContent =
        `Opens order ${order.id} for one person, once, until ${until}`;
      part('link').value = link.url;
      part('shared').hidden = false;
      part('link').select();
    },
    'Only the support team may share orders.',
  );

  onClick(part('copy'), part('outcome'), async () => {
    part('link').select();
    try {
      await navigator.clipboard.writeText(part('link').value);
    } catch {
      throw new Error('This browser lets no page copy. The link is selected: copy it yourself.');
    }
    part('outcome').textContent = 'Copied. Send it to the person it is for.';
  });
  return item;
}

/** Runs an action once at a time, and says beside its button how it went. */
function onClick(button, outcome, action, whoMay = '') {
  button.addEventListener('click', async () => {
    const hadFocus = document.activeElement === button;
    button.disabled = true;
    outcome.textContent = '';
    try {
      await action();
    } catch (error) {
      if (error.status === 403) outcome.textContent = `${whoMay} ${error.message}`;
      else await explain(error, outcome);
    } finally {
      button.disabled = false;
      // Who uses the keyboard would otherwise begin again at the top of the page.
      const isLost = [button, document.body].includes(document.activeElement);
      if (hadFocus && isLost) (button.hidden ? outcome : button).focus();
    }
  });
}

async function explain(error, where) {
  if (error.status !== 401) {
    where.textContent = error.message;
    return;
  }
  await showSession().catch(() => {});
  notice.textContent = 'Your session has ended. Sign in again to go on.';
}

onClick(byId('sign-in'), notice, async () => {
  const { location } = await callJson('/auth/login', postJson({ return_to: '/' }));
  window.location.assign(location);
});

onClick(byId('sign-out'), notice, async () => {
  const { location } = await callJson('/auth/logout', postJson());
  window.location.assign(location);
});

onClick(
  byId('show-report'),
  byId('report'),
  async () => {
    const { summary, prepared_for: reader } = await callJson('/api/reports/summary');
    const revenue = formatAmount(summary.revenue, summary.currency);
    const name = reader.name ?? reader.id;
    byId('report').textContent =
      `${summary.orders} orders, ${revenue}. Prepared for ${name}${reader.email ? ` (${reader.email})` : ''}.`;
  },
  'Only the support team may see reports.',
);

/** A sign-in that did not succeed comes back as `#auth_error=<code>`. */
function takeSignInError() {
  const code = new URLSearchParams(location.hash.slice(1)).get('auth_error');
  if (!code) return;
  history.replaceState(null, '', location.pathname + location.search);
  // In another tab, the same person may have signed in meanwhile.
  if (!byId('signed-in').hidden) return;
  notice.textContent =
    code === 'access_denied'
      ? 'You did not sign in. That is fine: try again when you like.'
      : 'The sign-in did not succeed. Try it once more.';
}

// A page that comes back out of the browser's memory shows what was true when it was left.
window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());

async function load() {
  try {
    await showSession();
    byId('try-again').hidden = true;
  } catch (error) {
    byId('try-again').hidden = error.status === 401;
    throw error;
  }
}

onClick(byId('try-again'), notice, async () => {
  await load();
  document.querySelector('h1:not([hidden] *)').focus();
});

load()
  .then(takeSignInError)
  .catch((error) => explain(error, notice));
