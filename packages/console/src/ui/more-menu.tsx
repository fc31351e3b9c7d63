import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface MenuAction {
  id: string;
  text: string;
  isDangerous?: boolean;
  onAction(): void;
}

/** What is done seldom, behind three dots. */
export const MoreMenu = ({ label, actions }: { label: string; actions: readonly MenuAction[] }) => (
  <MenuTrigger>
    <Button aria-label={label}>
      <Icon name="more" />
    </Button>
    <Popover placement="bottom end">
      <Menu className="menu" aria-label={label}>
        {actions.map(({ id, text, isDangerous, onAction }) => (
          <MenuItem
            key={id}
            id={id}
            className="menu-item"
            {...(isDangerous && { 'data-danger': 'yes' })}
            onAction={onAction}
          >
            {text}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  </MenuTrigger>
);
