import { useTranslation } from 'react-i18next';
import type { Draft } from '../acts/useDraft.ts';
import { OneOf } from '../OneOf.tsx';
import type { ReportDraft } from './reportDraft.ts';
import { SignaturePad } from './SignaturePad.tsx';

const unsignedReasons = ['absent', 'refused'] as const;

/** The signature of the kitchen's manager, or why there is none. */
export function Signing({ draft }: { draft: Draft<ReportDraft> }): React.JSX.Element {
  const { t } = useTranslation();
  const { fields, change } = draft;
  const unsigned = fields.unsigned !== null;
  const textOf = (reason: (typeof unsignedReasons)[number]): string => t(`phone.unsigned.${reason}`);
  return (
    <fieldset className="signing" data-part="signature">
      <legend>{t('phone.signature')}</legend>
      {unsigned ? (
        <>
          <OneOf
            part="unsigned-reason"
            legend={t('phone.unsigned.why')}
            name="unsigned-reason"
            values={unsignedReasons}
            textOf={textOf}
            chosen={unsignedReasons.find((reason) => textOf(reason) === fields.unsigned) ?? null}
            choose={(reason) => change({ unsigned: textOf(reason) })}
          />
          <label className="field">
            {t('phone.unsigned.words')}
            <input
              name="unsigned"
              maxLength={500}
              value={fields.unsigned ?? ''}
              onChange={(event) => change({ unsigned: event.target.value })}
            />
          </label>
        </>
      ) : (
        <>
          <SignaturePad drawn={fields.drawn} onDrawn={(drawn) => change({ drawn })} />
          <label className="field" data-part="signer">
            {t('phone.signature.name')}
            <input
              name="signer"
              autoComplete="off"
              maxLength={60}
              value={fields.signer}
              onChange={(event) => change({ signer: event.target.value })}
            />
          </label>
        </>
      )}
      <button
        type="button"
        className="step"
        data-testid="unsigned"
        onClick={() => change({ unsigned: unsigned ? null : '' })}
      >
        {t(unsigned ? 'phone.unsigned.back' : 'phone.unsigned')}
      </button>
    </fieldset>
  );
}
