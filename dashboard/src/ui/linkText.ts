import { useTranslation } from 'react-i18next';
import { useLiveStore } from '../live/store.ts';
import { useLink } from '../live/useLive.ts';

/** The link in a word, with how much of a large district is here while it comes. */
export function useLinkText(): string {
  const { t } = useTranslation();
  const arrived = useArrived();
  return `${t(`link.${useLink()}`)}${arrived}`;
}

/** What a screen says before it has its facts. */
export function useWaitingText(): string {
  const { t } = useTranslation();
  return `${t('live.waiting')}${useArrived()}`;
}

function useArrived(): string {
  const percent = useLiveStore(({ arriving }) => (arriving === null ? null : Math.floor(arriving * 100)));
  return percent === null ? '' : ` ${percent}%`;
}
