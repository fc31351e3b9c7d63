// The page behind an action link. The link's secret is in the fragment, which no server and no log
// ever sees. It is exchanged only when a person asks for it: mail scanners open links, too.
import { CallError, callJson, postJson } from './http.js';
import { fillOrder } from './order-view.js';

const issuer = document.querySelector('meta[name="issuer"]').content;
const byId = (id) => document.getElementById(id);
const storageKey = 'action-link';

let link = null;

/**
 * Token and retry key stay in this tab: after a lost answer, or a reload, the same exchange can be
 * asked for again.
 */
function takeLink() {
  const actionToken = new URLSearchParams(location.hash.slice(1)).get('action_token');
  if (actionToken) {
    link = { actionToken, retryKey: crypto.randomUUID() };
    stored((storage) => storage.setItem(storageKey, JSON.stringify(link)));
  } else link ??= stored((storage) => JSON.parse(storage.getItem(storageKey)));
}

/** A browser may refuse to store anything. Then a reload needs the link again, and no more is lost. */
function stored(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

/** How long one attempt may take, and the pauses between them, in milliseconds. */
const patience = 10_000;
const pauses = [500, 1500];

/** Safe to repeat: with the same retry key it is the same exchange, and not a second one. */
async function redeem(signal) {
  const body = { action_token: link.actionToken, retry_key: link.retryKey };
  const attempt = () =>
    callJson(`${issuer}/links/redeem`, { ...postJson(body), ...patiently(signal) });
  for (const pause of pauses) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted || (error.status !== 0 && error.status !== 503)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return attempt();
}

const patiently = (signal) => ({
  signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
});

/** The access token lives in this function only: ten minutes, one order, nowhere stored. */
async function fetchOrder(signal) {
  const granted = await redeem(signal);
  const detail = granted.authorization_details.find(({ type }) => type === 'order');
  if (!detail) throw new CallError(400, 'invalid_action_token', 'This link is not about an order.');
  return callJson(`/api/orders/${encodeURIComponent(detail.identifier)}`, {
    headers: { authorization: `Bearer ${granted.access_token}` },
    credentials: 'omit',
    ...patiently(signal),
  });
}

const refusals = {
  no_link: ['This page needs its link', 'Open the link from your message once more.'],
  invalid_action_token: [
    'This link is not complete',
    'Copy the whole link from your message and open it again. If it stays like this, ask the shop for a new one.',
  ],
  expired_action_token: ['This link has expired', 'Ask the shop for a new one.'],
  used_action_token: [
    'This link was used before',
    'It works only once. If that was not you, tell the shop, and ask for a new one.',
  ],
  revoked_action_token: ['The shop withdrew this link', 'Ask the shop for a new one.'],
};

function show(id, focus) {
  for (const each of ['offer', 'refusal', 'order']) byId(each).hidden = each !== id;
  // Screen readers announce it.
  if (focus) byId(id).querySelector('h1').focus();
}

function refuse(code, focus) {
  const [title, text] = refusals[code];
  byId('refusal-title').textContent = title;
  byId('refusal-text').textContent = text;
  link = null;
  stored((storage) => storage.removeItem(storageKey));
  show('refusal', focus);
}

/** Of the link that was opened last. */
let turn = new AbortController();

function open() {
  turn.abort();
  turn = new AbortController();
  const { signal } = turn;
  takeLink();
  if (!link) {
    refuse('no_link', false);
    return;
  }
  const number = new URLSearchParams(location.search).get('order') ?? '';
  byId('offer-title').textContent = /^\d{1,10}$/.test(number)
    ? `Order ${number} is for you to see`
    : 'An order for you';
  byId('progress').textContent = '';
  byId('show').disabled = false;
  byId('show').onclick = () => showOrder(signal);
  show('offer', false);
  // Out of the address bar, and with it out of the history: last, for here it is lost.
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);
}

/** @param signal aborted when another link was opened: then this one has nothing to say any more. */
async function showOrder(signal) {
  byId('show').disabled = true;
  byId('progress').textContent = 'One moment …';
  try {
    const order = await fetchOrder(signal);
    if (signal.aborted) return;
    fillOrder(byId('order'), order);
    show('order', true);
  } catch (error) {
    if (signal.aborted) return;
    if (error.code in refusals) refuse(error.code, true);
    else byId('progress').textContent = error.message;
  } finally {
    if (!signal.aborted) byId('show').disabled = false;
  }
}

open();
// Another link opened in the same tab changes the fragment and loads nothing.
window.addEventListener('hashchange', open);
