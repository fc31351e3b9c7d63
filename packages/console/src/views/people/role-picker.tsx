import { useQuery } from '@tanstack/react-query';
import { Picker } from '../../ui/picker.tsx';
import { roleChoices } from './choices.ts';
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
  return <Picker choices={roleChoices(data)} {...props} />;
}
