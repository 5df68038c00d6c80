import { Badge } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';

const TONES = { applying: 'info', done: 'success', stopped: 'warning', undoing: 'info', undone: 'attention' } as const;

export function RunState({ state }: { state: string }) {
  const { t } = useTranslation();
  const known = state in TONES ? (state as keyof typeof TONES) : 'applying';
  return <Badge tone={TONES[known]}>{t(`write-back:state.${known}`)}</Badge>;
}
