// The state of the settings form: what is typed, what is saved, what is wrong, and that nobody leaves with changes unsaved.
import { useBeforeUnload, useBlocker, useFetcher } from '@remix-run/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { appBridge, showDone } from '../app-bridge.ts';

export type FormValues = Readonly<Record<string, string>>;

/** The versions of the segment definition before and after: the same number where it has not changed. */
export type SettingsAnswer = { readonly outcome: 'saved' | 'restored'; readonly before: number; readonly after: number } | { readonly outcome: 'invalid'; readonly fields: readonly string[] };

const sameValues = (one: FormValues, other: FormValues) => Object.keys(one).every((name) => one[name] === other[name]);

export function useSettingsForm(saved: FormValues) {
  const { t } = useTranslation();
  const fetcher = useFetcher<SettingsAnswer>();
  const [typed, setTyped] = useState<FormValues>({});
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const handled = useRef<unknown>(undefined);
  const values: FormValues = { ...saved, ...typed };
  const saving = fetcher.state !== 'idle';
  const dirty = !sameValues(saved, values);

  const { submit } = fetcher;
  const restore = useCallback((version: number) => void submit({ intent: 'restore', version: String(version) }, { method: 'post' }), [submit]);

  const answer = fetcher.data;
  useEffect(() => {
    if (saving || !answer || handled.current === answer) return;
    handled.current = answer;
    if (answer.outcome === 'invalid') {
      setWrong(answer.fields);
      return;
    }
    setTyped({});
    setWrong([]);
    const { before, after, outcome } = answer;
    showDone(t(`settings:${outcome}`), before === after ? undefined : { label: t('settings:undo'), run: () => restore(before) });
  }, [saving, answer, t, restore]);

  // Inside Shopify admin the save bar asks; elsewhere the browser does.
  useBeforeUnload(useCallback((event) => void (dirty && !appBridge() && event.preventDefault()), [dirty]));
  const blocker = useBlocker(dirty && !saving);
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    const bar = appBridge()?.saveBar;
    if (bar) bar.leaveConfirmation().then(() => blocker.proceed(), () => blocker.reset());
    else blocker.reset();
  }, [blocker]);

  return {
    values,
    dirty,
    saving,
    wrong,
    change(name: string, value: string) {
      setTyped((before) => ({ ...before, [name]: value }));
      // An error stays until its field is touched again.
      setWrong((before) => before.filter((field) => field !== name && field !== name.split('.')[0] && !(name.startsWith('weight.') && field === 'weights')));
    },
    /** Fields that something else found wrong. */
    markWrong: setWrong,
    restore,
    save() {
      if (!saving) void fetcher.submit({ ...values }, { method: 'post' });
    },
    discard() {
      setTyped({});
      setWrong([]);
    },
  };
}

export type SettingsFormState = ReturnType<typeof useSettingsForm>;
