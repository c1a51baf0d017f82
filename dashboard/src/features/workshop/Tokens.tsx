/** The names that every screen is drawn with: letters, lines, spaces, roundings, layers, motion, colours. */
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { colourPairs, type ColourPair, leastOfText } from '../../ui/colourPairs.ts';
import { contrast } from '../../ui/contrast.ts';
import '../wall/map/mapColours.css';
import { Block } from './Block.tsx';
import './tokens.css';
import { type Token, tokensOf } from './tokenNames.ts';

/** What every language has: a name in Latin letters, and figures. */
const sample = 'Mingchu 09:41';

export default function Tokens(): React.JSX.Element {
  return (
    <>
      <Type />
      <Leading />
      <Spaces />
      <Surfaces />
      <Layers />
      <Motion />
      <Colours />
    </>
  );
}

/** A token by its name and its value, beside what it does. */
function Named(props: { token: Token; children?: React.ReactNode }): React.JSX.Element {
  return (
    <div className="token" data-token={props.token.name}>
      <code>{props.token.name}</code>
      <span className="token-value num">{props.token.value}</span>
      {props.children}
    </div>
  );
}

function Type(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Block name="type">
      <div className="token-rows">
        {tokensOf('--type-').map((token) => (
          <Named key={token.name} token={token}>
            <p className="token-line" style={{ fontSize: `var(${token.name})` }}>
              {t('ui.token.sample')} <span className="num">{sample}</span>
            </p>
          </Named>
        ))}
      </div>
    </Block>
  );
}

function Leading(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Block name="leading">
      {tokensOf('--leading-').map((token) => (
        <Named key={token.name} token={token}>
          <p className="token-lines" style={{ lineHeight: `var(${token.name})` }}>
            {t('ui.token.sample')}
            <br />
            {t('ui.token.sample')}
          </p>
        </Named>
      ))}
    </Block>
  );
}

function Spaces(): React.JSX.Element {
  return (
    <Block name="space">
      <div className="token-rows">
        {tokensOf('--space-').map((token) => (
          <Named key={token.name} token={token}>
            <i className="token-space" style={{ width: `var(${token.name})` }} />
          </Named>
        ))}
      </div>
    </Block>
  );
}

function Surfaces(): React.JSX.Element {
  return (
    <Block name="surface">
      {tokensOf('--radius-').map((token) => (
        <Named key={token.name} token={token}>
          <i className="token-surface" style={{ borderRadius: `var(${token.name})` }} />
        </Named>
      ))}
      {tokensOf('--shadow-').map((token) => (
        <Named key={token.name} token={{ ...token, value: '' }}>
          <i className="token-surface token-lifted" style={{ boxShadow: `var(${token.name})` }} />
        </Named>
      ))}
    </Block>
  );
}

function Layers(): React.JSX.Element {
  return (
    <Block name="layer">
      <div className="token-layers">
        {tokensOf('--layer-').map((token) => (
          <div key={token.name} className="token-layer" style={{ zIndex: `var(${token.name})` }}>
            <Named token={token} />
          </div>
        ))}
      </div>
    </Block>
  );
}

/** Times by what they do: a bar that changes at a press, a mark that blinks. */
function Motion(): React.JSX.Element {
  const { t } = useTranslation();
  const [far, setFar] = useState(false);
  return (
    <Block name="motion">
      {tokensOf('--motion-').map((token) => (
        <Named key={token.name} token={token}>
          {token.name === '--motion-blink' ? (
            <i className="token-dot blink" />
          ) : (
            <button type="button" className="token-move" data-far={far} onClick={() => setFar(!far)}>
              {t('ui.token.move')}
              <i className="token-dot" />
            </button>
          )}
        </Named>
      ))}
      {tokensOf('--ease-').map((token) => (
        <Named key={token.name} token={token} />
      ))}
    </Block>
  );
}

function Colours(): React.JSX.Element {
  return (
    <Block name="contrast">
      <div className="token-pairs">
        {colourPairs.map((pair) => (
          <Pair key={`${pair.ink} ${pair.ground}`} pair={pair} />
        ))}
      </div>
    </Block>
  );
}

/** An ink on its ground, with the contrast that the browser has drawn. */
function Pair({ pair }: { pair: ColourPair }): React.JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [ratio, setRatio] = useState(0);
  useLayoutEffect(() => {
    if (!place.current) return;
    const { color, backgroundColor } = getComputedStyle(place.current);
    setRatio(contrast(color, backgroundColor));
  }, []);
  const isText = pair.least >= leastOfText;
  return (
    <div
      ref={place}
      className="token-pair"
      data-enough={ratio >= pair.least}
      style={{ color: `var(--${pair.ink})`, backgroundColor: `var(--${pair.ground})` }}
    >
      {isText ? (
        <>
          <b className="num">{ratio.toFixed(1)}</b>
          <span>
            {pair.ink} / {pair.ground}
          </span>
        </>
      ) : (
        <>
          <i className="token-edge" />
          <span className="token-pair-name">
            <b className="num">{ratio.toFixed(1)}</b> {pair.ink} / {pair.ground}
          </span>
        </>
      )}
    </div>
  );
}
