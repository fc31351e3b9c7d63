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
import { Console } from './app/console.tsx';
import { applyTheme, chosenLanguage, chosenTheme } from './app/preferences.ts';
import { loadTexts } from './texts/texts.ts';

applyTheme(chosenTheme());
const told = await loadTexts(chosenLanguage());
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Console told={told} />
  </StrictMode>,
);
