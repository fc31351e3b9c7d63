import 'virtual:tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/parts.css';
import './styles/events.css';
import './styles/why.css';
import './styles/home.css';
import './styles/filters.css';
import './styles/wizard.css';
import './styles/list.css';
import './styles/dialog.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { base } from './api/client.ts';
import { reportSignIn, steppedUpPath } from './api/step-up.ts';
import { Console } from './app/console.tsx';
import { applyTheme, chosenLanguage, chosenTheme } from './app/preferences.ts';
import { loadTexts } from './texts/texts.ts';

applyTheme(chosenTheme());
const told = await loadTexts(chosenLanguage());
// Not after a sign-in that did not succeed: then the console says so, here.
if (location.pathname === base + steppedUpPath && location.hash === '') reportSignIn();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Console told={told} />
  </StrictMode>,
);
