// Finds the number that a challenge asks for, while the person types. PBKDF2 runs beside the page, on
// all cores. A form that is sent before waits for it; where the browser cannot do it, it goes without.
const box = document.querySelector('[data-challenge]');
const [input, status] = [box.querySelector('input'), box.querySelector('[role=status]')];
const form = box.closest('form');
const { challenge, bits, rounds } = box.dataset;
const bytes = (text) => new TextEncoder().encode(text);
const atOnce = 16;

async function fits(number) {
  const key = await crypto.subtle.importKey('raw', bytes(number), 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(challenge), iterations: +rounds };
  const head = new DataView(await crypto.subtle.deriveBits(how, key, 256)).getUint32(0);
  return Math.clz32(head) >= bits ? number : undefined;
}

async function solve() {
  for (let first = 0; ; first += atOnce) {
    const tried = Array.from({ length: atOnce }, (_, index) => fits(String(first + index)));
    const found = (await Promise.all(tried)).find((number) => number !== undefined);
    if (found !== undefined) return `${challenge}.${found}`;
  }
}

const solution = crypto.subtle ? solve().catch(() => '') : Promise.resolve('');
let isSolved = false;
solution.then((text) => {
  isSolved = true;
  input.value = text;
});

form.addEventListener('submit', async (event) => {
  if (isSolved) return;
  event.preventDefault();
  if (status.textContent) return;
  status.textContent = status.dataset.busy;
  await solution;
  status.textContent = '';
  form.requestSubmit(event.submitter);
});
