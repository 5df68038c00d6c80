import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { showDone } from '../app-bridge.ts';

export interface Dismissal {
  dismiss(alertId: string): void;
  /** The alert that is just being put away. */
  readonly busyWith: string | null;
}

/** Puts alerts away, with undo. Lives in the page: the alert itself is gone from it by the time of the answer. */
export function useDismissal(): Dismissal {
  const { t } = useTranslation();
  const { state, data, formData, submit } = useFetcher<{ readonly outcome: string }>();
  const { submit: submitUndo } = useFetcher();
  const last = useRef<string | null>(null);
  const told = useRef<unknown>(undefined);

  useEffect(() => {
    const alertId = last.current;
    if (state !== 'idle' || !data || told.current === data || alertId === null) return;
    told.current = data;
    if (data.outcome !== 'dismissed') return;
    showDone(t('alerts:dismissed'), { label: t('alerts:undo'), run: () => void submitUndo({ intent: 'reopen', alertId }, { method: 'post', action: '/app/alerts' }) });
  }, [state, data, submitUndo, t]);

  const sent = formData?.get('alertId');
  return {
    busyWith: typeof sent === 'string' ? sent : null,
    dismiss(alertId) {
      if (state !== 'idle') return;
      last.current = alertId;
      void submit({ intent: 'dismiss', alertId }, { method: 'post', action: '/app/alerts' });
    },
  };
}
