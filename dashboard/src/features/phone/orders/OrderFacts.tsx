import type { Dispatch } from '@mingchu/shared/dispatch';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureAddress } from '../../../http/pictureAddress.ts';
import type { LiveState } from '../../../live/reducer.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { EvidencePicture } from '../../../ui/EvidencePicture.tsx';
import { placeText, siteName, stageText, whatText } from '../../../ui/words.ts';

/** What is wrong, and where. */
export function OrderFacts(props: {
  live: LiveState;
  item: WorkItem;
  order: Dispatch;
  titleId: string;
}): React.JSX.Element {
  const { live, item, order } = props;
  const { violation } = item;
  const site = live.sites.get(order.siteId);
  const where = [site?.address, violation ? placeText(live, violation) : ''].filter(Boolean).join(' · ');
  return (
    <div className="order-facts">
      <p className="order-what">{violation ? whatText(live, violation) : stageText(order.state)}</p>
      <h3 id={props.titleId}>{siteName(live, order.siteId)}</h3>
      <p className="order-where">{where}</p>
    </div>
  );
}

/** The camera's picture of it, with the finding framed; nothing when there is none or it cannot be had. */
export function OrderPicture(props: { item: WorkItem }): React.JSX.Element | null {
  const { t } = useTranslation();
  const [missing, setMissing] = useState(false);
  const { violation } = props.item;
  if (!violation?.evidence.frameSha256 || missing) return null;
  return (
    <div className="order-picture">
      <EvidencePicture
        src={pictureAddress(`/frames/${violation.evidence.frameSha256}.jpg`)}
        alt={t('phone.picture')}
        box={violation.evidence.box}
        onMissing={() => setMissing(true)}
      />
    </div>
  );
}
