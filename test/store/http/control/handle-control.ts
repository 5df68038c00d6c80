// The control API, /_store/…: what tests and the demo do to the store from outside. All JSON.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ShopState } from '../../model.ts';
import { readFields, sendJson } from '../exchange.ts';
import type { StoreRuntime } from '../runtime.ts';
import { commerceControls } from './commerce-controls.ts';
import { machineControls } from './machine-controls.ts';
import { readControls } from './read-controls.ts';

export interface Control {
  state: ShopState;
  runtime: StoreRuntime;
  /** The body, or the query of a GET. */
  input: Record<string, unknown>;
}

/** Its answer; an Error thrown becomes a 400 with its message. */
export type ControlTable = Record<string, (control: Control) => unknown>;

const controls: ControlTable = { ...readControls, ...commerceControls, ...machineControls };

export async function handleControl(req: IncomingMessage, res: ServerResponse, url: URL, state: ShopState, runtime: StoreRuntime): Promise<boolean> {
  if (!url.pathname.startsWith('/_store')) return false;
  const key = `${req.method ?? 'GET'} ${url.pathname.replace(/\/$/, '')}`;
  const control = controls[key];
  if (!control) {
    sendJson(res, 404, { error: `There is no ${key}.`, controls: Object.keys(controls) });
    return true;
  }
  const input = req.method === 'GET' ? Object.fromEntries(url.searchParams) : await readFields(req);
  try {
    if (!input) throw new Error('The body is not JSON.');
    sendJson(res, 200, control({ state, runtime, input }) ?? { ok: true });
  } catch (error) {
    sendJson(res, 400, { error: error instanceof Error ? error.message : String(error) });
  }
  return true;
}
