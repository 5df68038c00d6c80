import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

const POLL_MS = 2_000;

/** Asks for the page's data again and again, never twice at once and not while nobody looks. */
export function usePolling(active: boolean): void {
  const { state, revalidate } = useRevalidator();
  useEffect(() => {
    if (!active || state !== 'idle') return;
    const timer = setInterval(() => {
      if (!document.hidden) revalidate();
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [active, state, revalidate]);
}
