import { type Html, html } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';

interface ConsentPage {
  clientName: string;
  /** Where the answer goes, in words. */
  target: string;
  /** Where the form goes. */
  action: string;
  csrf: string;
}

/** Two buttons of one form: it works without a script. */
export function consentPage({ clientName, target, action, csrf }: ConsentPage): Html {
  const heading = `Continue to ${clientName}?`;
  return layout({
    title: heading,
    content: html`<h1>${heading}</h1>
<p>${clientName} asks to sign you in with the account that you use in this browser. The answer goes
${target}.</p>
<p class="note">Continue only if you have just started this program yourself.</p>
<form class="fields" method="post" action="${action}">
<input type="hidden" name="csrf" value="${csrf}">
<button name="answer" value="given">Continue</button>
<button class="secondary" name="answer" value="denied">Cancel</button>
</form>`,
  });
}
