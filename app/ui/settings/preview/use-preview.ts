// A preview is asked for, worked out elsewhere, and looked for until it is there. Nothing it says is saved.
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import type { PreviewedNames } from '../../../domain/segments/definition/preview-movement.ts';
import type { Vocabulary } from '../../../domain/segments/movement.ts';
import type { CustomerNames } from '../../customers/use-customer-names.ts';
import type { FormValues } from '../use-settings-form.ts';

export interface PreviewProps {
  readonly previewId: string;
  readonly state: 'waiting' | 'running' | 'failed' | 'done';
  readonly movement: {
    readonly customers: number;
    readonly vocabularies: Readonly<Record<Vocabulary, PreviewedNames>>;
    readonly examples: readonly { readonly customerId: string; readonly from: string | null; readonly to: string; readonly orders: number; readonly valueMinor: number }[];
  } | null;
  /** Arrive after the rest. */
  readonly names: Promise<CustomerNames>;
  readonly tags: { readonly customers: number; readonly added: number; readonly removed: number; readonly points: number } | null;
}

type Asked = { readonly outcome: 'asked'; readonly previewId: string } | { readonly outcome: 'invalid'; readonly fields: readonly string[] };

const ADDRESS = '/app/settings/preview';
const FIRST_LOOK_MS = 200;
const NEXT_LOOK_MS = 600;

const sameValues = (one: FormValues, other: FormValues) => Object.keys(other).every((name) => one[name] === other[name]);

/**
 * @param values what the form holds now: a preview of other values says so
 * @param onWrong told the fields that keep a preview from being made
 */
export function usePreview(values: FormValues, onWrong: (fields: readonly string[]) => void) {
  const asking = useFetcher<Asked>();
  const looking = useFetcher<PreviewProps>();
  const [of, setOf] = useState<FormValues | null>(null);
  const handled = useRef<unknown>(undefined);

  const answer = asking.state === 'idle' ? asking.data : undefined;
  useEffect(() => {
    if (!answer || handled.current === answer) return;
    handled.current = answer;
    if (answer.outcome === 'invalid') {
      setOf(null);
      onWrong(answer.fields);
    }
  }, [answer, onWrong]);

  const previewId = of !== null && answer?.outcome === 'asked' ? answer.previewId : null;
  const preview = previewId !== null && looking.data?.previewId === previewId ? looking.data : null;
  const over = preview?.state === 'done' || preview?.state === 'failed';
  const { load, state } = looking;
  useEffect(() => {
    if (previewId === null || over || state !== 'idle') return;
    const timer = setTimeout(() => load(`${ADDRESS}?id=${previewId}`), preview === null ? FIRST_LOOK_MS : NEXT_LOOK_MS);
    return () => clearTimeout(timer);
  }, [previewId, over, state, load, preview]);

  return {
    open: of !== null,
    preview,
    working: of !== null && !over,
    /** Something was changed since. */
    outdated: of !== null && !sameValues(of, values),
    ask() {
      setOf(values);
      void asking.submit({ ...values }, { method: 'post', action: ADDRESS });
    },
    close: () => setOf(null),
  };
}
