import { useQuery } from '@tanstack/react-query';
import { Picker } from '../../ui/picker.tsx';
import { rolesQuery } from './users.ts';

interface RolePickerProps {
  label: string;
  value: string | null;
  onChange(role: string | null): void;
  isOptional?: boolean;
}

/** One of all roles, each with what it gives; nothing until they are read. */
export function RolePicker(props: RolePickerProps) {
  const { data } = useQuery(rolesQuery);
  if (!data) return null;
  const choices = data.map(({ name, permissions }) => ({ id: name, note: permissions.join(', ') }));
  return <Picker choices={choices} {...props} />;
}
