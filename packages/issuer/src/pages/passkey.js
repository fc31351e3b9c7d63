// Passkeys (WebAuthn, level 3). A form with `data-passkey` carries what the browser is to be asked with;
// what the browser answers is sent by it. Without scripts, or passkeys, the form stays hidden.
const form = document.querySelector('form[data-passkey]');
const button = form.querySelector('button');
const makes = form.dataset.passkey === 'create';
let asked = { options: JSON.parse(form.dataset.options), since: performance.now() };
let waiting;

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
const toText = (bytes) =>
  btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

const toCredential = (described) => ({ ...described, id: toBytes(described.id) });
function publicKeyOf({ challenge, user, allowCredentials, excludeCredentials, ...rest }) {
  return {
    ...rest,
    challenge: toBytes(challenge),
    ...(user && { user: { ...user, id: toBytes(user.id) } }),
    ...(allowCredentials && { allowCredentials: allowCredentials.map(toCredential) }),
    ...(excludeCredentials && { excludeCredentials: excludeCredentials.map(toCredential) }),
  };
}

// A page may be open for longer than its challenge counts. The same page, asked for again, has another.
async function renew() {
  if (performance.now() - asked.since < asked.options.timeout * 0.8) return;
  const answer = await fetch(form.action).catch(() => null);
  const page = new DOMParser().parseFromString((await answer?.text()) ?? '', 'text/html');
  const options = page.querySelector('form[data-passkey]')?.dataset.options;
  if (options) asked = { options: JSON.parse(options), since: performance.now() };
}

// One ceremony at a time: the browser refuses a second one.
async function ask(more) {
  waiting?.abort();
  const own = new AbortController();
  waiting = own;
  const request = { publicKey: publicKeyOf(asked.options), signal: own.signal, ...more };
  const credential = await (makes
    ? navigator.credentials.create(request)
    : navigator.credentials.get(request));
  send(credential);
}

function send({ rawId, type, response }) {
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = response;
  const bytes = { clientDataJSON, attestationObject, authenticatorData, signature, userHandle };
  const given = Object.entries(bytes).filter(([, value]) => value);
  form.elements.credential.value = JSON.stringify({
    ...{ id: toText(rawId), rawId: toText(rawId), type },
    response: {
      ...Object.fromEntries(given.map(([name, value]) => [name, toText(value)])),
      ...(response.getTransports && { transports: response.getTransports() }),
    },
  });
  form.submit();
}

function tell(name) {
  for (const message of form.querySelectorAll('[data-problem]')) {
    message.hidden = message.dataset.problem !== name;
  }
}

const told = ['NotAllowedError', 'InvalidStateError', 'NotSupportedError', 'SecurityError'];
async function press(event) {
  event.preventDefault();
  button.disabled = true;
  tell();
  try {
    await renew();
    await ask();
  } catch (error) {
    tell(told.includes(error.name) ? error.name : 'other');
    button.disabled = false;
    fill();
  }
}

// The browser offers passkeys where the address is typed, and waits for as long as the page is there.
async function fill() {
  if (!('autofill' in form.dataset)) return;
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  await ask({ mediation: 'conditional' }).catch(() => {});
}

async function fillAgain() {
  if (document.visibilityState !== 'visible' || button.disabled) return;
  const before = asked;
  await renew();
  if (asked !== before) fill();
}

// The browser need not offer what is not known here any more.
function signal() {
  const { unknown } = form.dataset;
  if (unknown) PublicKeyCredential.signalUnknownCredential?.(JSON.parse(unknown)).catch(() => {});
}

if (window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener('submit', press);
  signal();
  fill();
  setInterval(fillAgain, 30_000);
  document.addEventListener('visibilitychange', fillAgain);
}
