// Presses the button of the first alerts, as a merchant would: over HTTP, with a session token.
import type pg from 'pg';
import { BROWSER_USER_AGENT, mintSessionToken } from '../support/session-token.ts';
import { API_KEY, API_SECRET, type Road } from './road.ts';

/** @returns once every code is made; throws when one is not within a minute. */
export async function makeCodes(road: Road, owner: pg.Pool, most: number): Promise<void> {
  const { rows } = await owner.query<{ alert_id: string }>("select alert_id from churn_alert where state = 'open' order by value_at_risk_minor desc, alert_id limit $1", [most]);
  for (const { alert_id: alertId } of rows) {
    const token = await mintSessionToken({ shop: road.store.shop, apiKey: API_KEY, apiSecret: API_SECRET });
    const answer = await fetch(`${road.appUrl}/app/alerts.data`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'user-agent': BROWSER_USER_AGENT, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ intent: 'make-offer', alertId }),
    });
    if (answer.status >= 300) throw new Error(`Making the code of alert ${alertId} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
    await answer.body?.cancel();
  }
  for (const end = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 250))) {
    const { rows: open } = await owner.query<{ n: string }>("select count(*) as n from code_intent where state = 'planned'");
    if (open[0]?.n === '0') return;
    if (Date.now() > end) throw new Error(`${open[0]?.n} codes were not made within a minute.`);
  }
}
