import { Link, useRouterState } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, use, useEffect, useEffectEvent, useState } from 'react';
import {
  Button as AriaButton,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components';
import { type Language, languages, useTexts, useTold } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Logo } from '../ui/logo.tsx';
import { LanguageContext } from './language.ts';
import { useLostPermissions } from './lost-permissions.ts';
import { placesFor } from './places.ts';
import { chooseTheme, chosenTheme, type Theme } from './preferences.ts';
import { leave, useAdministrator, useMayAnywhere, usePermissions } from './session.ts';

const loadPalette = () => import('./palette.tsx');

/** Loaded after everything that is in sight: who presses its keys goes on to type at once. */
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));

/** Navigation at the side, or behind a button where there is little room. */
export function Frame({ children }: { children: ReactNode }) {
  const texts = useTexts();
  useLostPermissions(usePermissions());
  const [isOpen, setOpen] = useState(false);
  const [hasPalette, setPalette] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(() => setOpen(false), [path]);
  useShortcut(() => setPalette(true));
  useEffect(() => {
    // Not beside the view that is opened first.
    const timer = setTimeout(() => void loadPalette(), 4_000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="frame" data-nav={isOpen ? 'open' : 'closed'}>
      <a className="skip" href="#content">
        {texts.frame.skip}
      </a>
      <header className="top">
        <Button
          kind="quiet"
          aria-label={texts.frame.menu}
          aria-expanded={isOpen}
          aria-controls="navigation"
          onPress={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'close' : 'menu'} />
        </Button>
        <Brand />
      </header>
      <aside className="side" id="navigation">
        <Brand />
        <Button onPress={() => setPalette(true)}>
          <Icon name="search" size={16} />
          {texts.frame.search}
          <kbd>{isApple ? '⌘K' : 'Ctrl K'}</kbd>
        </Button>
        <Navigation />
        <AccountMenu />
      </aside>
      <main className="content" id="content" tabIndex={-1}>
        {children}
      </main>
      {hasPalette && (
        <Suspense>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** ⌘K, or Ctrl+K. */
function useShortcut(onPress: () => void): void {
  const pressed = useEffectEvent(onPress);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      pressed();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

const Brand = () => (
  <Link to="/" className="brand">
    <Logo size={24} />
    Sallyport
  </Link>
);

function Navigation() {
  const texts = useTexts();
  const places = placesFor(useMayAnywhere().mayAnywhere);
  return (
    <nav aria-label={texts.frame.navigation}>
      <ul>
        {places.map(({ to, name, icon }) => (
          <li key={to}>
            <Link
              to={to}
              className="nav-link"
              activeOptions={{ exact: to === '/', includeSearch: false }}
              activeProps={{ 'aria-current': 'page' }}
            >
              <Icon name={icon} />
              {texts.nav[name]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function AccountMenu() {
  const { user } = useAdministrator();
  const { language } = useTold();
  const changeLanguage = use(LanguageContext);
  const [theme, setTheme] = useState(chosenTheme);
  const texts = useTexts();
  const chooseThemeHere = (chosen: Theme) => {
    chooseTheme(chosen);
    setTheme(chosen);
  };
  return (
    <MenuTrigger>
      <AriaButton className="account">
        <Icon name="account" size={20} />
        <span className="account-who">
          <span>{user.name ?? user.email ?? user.sub}</span>
          {user.email && <span className="quiet">{user.email}</span>}
        </span>
      </AriaButton>
      <Popover placement="top start">
        <Menu className="menu" aria-label={texts.frame.account}>
          <MenuSection
            disallowEmptySelection
            selectionMode="single"
            selectedKeys={[language]}
            onSelectionChange={(keys) => changeLanguage([...keys][0] as Language)}
          >
            <Header>{texts.frame.language}</Header>
            {Object.entries(languages).map(([key, name]) => (
              <MenuItem key={key} id={key} className="menu-item" lang={key}>
                {name}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator />
          <MenuSection
            disallowEmptySelection
            selectionMode="single"
            selectedKeys={[theme]}
            onSelectionChange={(keys) => chooseThemeHere([...keys][0] as Theme)}
          >
            <Header>{texts.frame.theme}</Header>
            {(['device', 'light', 'dark'] as const).map((each) => (
              <MenuItem key={each} id={each} className="menu-item">
                {texts.frame.themes[each]}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator />
          <MenuItem className="menu-item" onAction={() => void leave()}>
            {texts.gate.signOut}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
