import { useTranslation } from 'react-i18next';

export interface RunProps {
  readonly runId: string;
  readonly plannedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly state: string;
  readonly reason: string;
  readonly staff: string | null;
  /** Customers. */
  readonly planned: number;
  readonly done: number;
  readonly failed: number;
}

/** Reasons of runs and of changes, and who began a run, in words. */
export function useRunWords() {
  const { t, i18n } = useTranslation();
  return {
    reason: (code: string) => t(`write-back:reason.${i18n.exists(`write-back:reason.${code}`) ? code : 'unknown'}`),
    by: (staff: string | null) => (staff === null ? t('write-back:by.perennial') : t('write-back:by.staff', { staff })),
    error: (code: string) => t(`write-back:error.${i18n.exists(`write-back:error.${code}.what`) ? code : 'refused'}.what`),
    remedy: (code: string) => t(`write-back:error.${i18n.exists(`write-back:error.${code}.what`) ? code : 'refused'}.remedy`),
  };
}
