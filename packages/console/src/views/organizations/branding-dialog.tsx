import { useId, useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { listed } from '../../ui/differences.ts';
import { Field } from '../../ui/field.tsx';
import { Meanwhile } from '../../ui/meanwhile.tsx';
import { BrandingPreview } from './branding-preview.tsx';
import { isColour, surfaces } from './contrast.ts';
import type { Branding } from './organizations.ts';

const usual = {
  accent: surfaces.light.accent,
  accent_dark: surfaces.dark.accent,
  background: surfaces.light.ground,
  background_dark: surfaces.dark.ground,
};
const colourNames = ['accent', 'accent_dark', 'background', 'background_dark'] as const;

interface BrandingDialogProps {
  /** Of the organization: what the pages say where the branding has no name. */
  name: string;
  branding: Branding;
  /** Of the branding. */
  etag: string;
  isPending: boolean;
  onSave(branding: Branding): void;
  onClose(): void;
}

/** Name, logo and colours, with what they look like. What else there is stays as it is. */
export function BrandingDialog({
  name,
  branding,
  etag,
  isPending,
  onSave,
  onClose,
}: BrandingDialogProps) {
  const texts = useTexts().branding;
  const { save } = useTexts().common;
  const logoId = useId();
  const [called, setCalled] = useState(branding.name ?? '');
  const [colors, setColors] = useState(branding.colors ?? {});
  const [logo, setLogo] = useState(branding.logo);
  const chosen = Object.fromEntries(Object.entries(colors).filter(([, colour]) => colour !== ''));
  const isWrong = Object.values(chosen).some((colour) => !isColour(colour));
  const { name: _name, logo: _logo, colors: _colors, ...rest } = branding;
  const edited: Branding = {
    ...rest,
    ...(called.trim() && { name: called.trim() }),
    ...(logo && { logo }),
    ...(Object.keys(chosen).length > 0 && { colors: chosen }),
  };
  return (
    <FormDialog
      title={texts.title}
      onClose={onClose}
      submit={save}
      isPending={isPending}
      isDisabled={isWrong}
      onSubmit={() => onSave(edited)}
    >
      <Field
        label={texts.name}
        at="#/name"
        placeholder={name}
        value={called}
        onChange={setCalled}
        autoFocus
      />
      <div className="field">
        <label htmlFor={logoId}>{texts.logo}</label>
        <input
          id={logoId}
          type="file"
          className="input input-file"
          accept="image/svg+xml,image/png"
          onChange={({ target }) => readFile(target.files?.[0], setLogo)}
        />
        <span className="quiet small">{logo ? texts.logoThere : texts.logoNote}</span>
      </div>
      <div className="colours">
        {colourNames.map((each) => (
          <Colour
            key={each}
            label={texts.colours[each]}
            value={colors[each] ?? ''}
            usual={usual[each]}
            onChange={(colour) => setColors({ ...colors, [each]: colour })}
          />
        ))}
      </div>
      <BrandingPreview name={name} branding={edited} />
      <Meanwhile
        etag={etag}
        facts={{
          [texts.name]: branding.name ?? '–',
          [texts.logo]: branding.logo ? `${branding.logo.length}` : '–',
          [texts.accent]: listed(Object.values(branding.colors ?? {})),
        }}
      />
    </FormDialog>
  );
}

interface ColourProps {
  label: string;
  value: string;
  /** Shown where none is chosen. */
  usual: string;
  onChange(colour: string): void;
}

/** A colour by its picker or by its number; empty for that of the application. */
function Colour({ label, value, usual, onChange }: ColourProps) {
  const { pick } = useTexts().branding;
  return (
    <div className="colour">
      <input
        type="color"
        aria-label={`${label}: ${pick}`}
        value={isColour(value) ? value : usual}
        onChange={({ target }) => onChange(target.value)}
      />
      <Field
        label={label}
        placeholder={usual}
        value={value}
        onChange={onChange}
        isInvalid={value !== '' && !isColour(value)}
      />
    </div>
  );
}

/** As the API takes files. */
function readFile(file: File | undefined, onRead: (url: string) => void): void {
  if (!file) return;
  const reader = new FileReader();
  reader.onload = () => onRead(String(reader.result));
  reader.readAsDataURL(file);
}
