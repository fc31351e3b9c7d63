import { useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

/** Puts a text into the clipboard, and says so. */
export function Copy({ text, label }: { text: string; label?: string }) {
  const [isCopied, setCopied] = useState(false);
  const texts = useTexts().common;
  return (
    <Button
      size="small"
      onPress={async () => {
        await navigator.clipboard.writeText(text);
        setCopied(true);
      }}
    >
      {isCopied && <Icon name="check" size={14} />}
      {isCopied ? texts.copied : (label ?? texts.copy)}
    </Button>
  );
}
