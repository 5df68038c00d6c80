import { useEffect, useState } from 'react';

/** customer id → name. */
export type CustomerNames = Readonly<Record<string, string>>;

/**
 * The names that arrive after the figures. What has arrived stays, also while the page asks again, so nothing flickers.
 *
 * @param streamed never rejects; a customer that is missing in it is shown by number
 */
export function useCustomerNames(streamed: Promise<CustomerNames>): CustomerNames {
  const [names, setNames] = useState<CustomerNames>({});
  useEffect(() => {
    let wanted = true;
    void streamed.then((arrived) => {
      if (wanted) setNames((before) => ({ ...before, ...arrived }));
    });
    return () => {
      wanted = false;
    };
  }, [streamed]);
  return names;
}
