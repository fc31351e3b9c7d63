import { useTexts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { contrast, isColour, isReadable, surfaces, textOn } from './contrast.ts';
import type { Branding } from './organizations.ts';

interface PreviewProps {
  /** What the pages say where the branding has no name. */
  name: string;
  branding: Branding;
}

/** The sign-in page in its proportions, light and dark, with the contrast of what is to be read in it. */
export const BrandingPreview = ({
  name,
  branding: { name: called = name, logo, logo_dark: logoDark = logo, colors = {} },
}: PreviewProps) => (
  <div className="previews">
    <Card
      {...{ scheme: 'light', name: called, logo }}
      {...{ accent: colors.accent, ground: colors.background }}
    />
    <Card
      {...{ scheme: 'dark', name: called, logo: logoDark }}
      {...{ accent: colors.accent_dark, ground: colors.background_dark }}
    />
  </div>
);

interface CardProps {
  scheme: keyof typeof surfaces;
  name: string;
  /** A data: URL. */
  logo: string | undefined;
  accent: string | undefined;
  ground: string | undefined;
}

function Card({ scheme, name, logo, accent: wanted, ground: wantedGround }: CardProps) {
  const texts = useTexts().branding;
  const usual = surfaces[scheme];
  const accent = wanted && isColour(wanted) ? wanted : usual.accent;
  const ground = wantedGround && isColour(wantedGround) ? wantedGround : usual.ground;
  const { card, text, quiet } = usual;
  return (
    <figure className="preview">
      <div className="preview-page" style={{ background: ground, color: quiet }} aria-hidden="true">
        <div className="preview-card" style={{ background: card, color: text }}>
          <span className="preview-brand">
            {logo ? <img className="preview-logo" src={logo} alt="" /> : name}
          </span>
          <strong>{texts.heading}</strong>
          <span className="preview-field">{texts.email}</span>
          <span className="preview-field">
            {texts.password}
            <span style={{ color: accent }}>{texts.link}</span>
          </span>
          <span className="preview-button" style={{ background: accent, color: textOn(accent) }}>
            {texts.button}
          </span>
        </div>
        <span className="preview-foot">{texts.foot}</span>
      </div>
      <figcaption className="badges small">
        <span className="quiet">{texts[scheme]}</span>
        <Contrast text={texts.accent} one={accent} other={card} />
        <Contrast text={texts.background} one={quiet} other={ground} />
      </figcaption>
    </figure>
  );
}

function Contrast({ text, one, other }: { text: string; one: string; other: string }) {
  return (
    <Badge kind={isReadable(one, other) ? 'good' : 'bad'}>
      {text} {contrast(one, other).toFixed(1)} : 1
    </Badge>
  );
}
