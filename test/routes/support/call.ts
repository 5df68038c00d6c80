// Calls a loader or action as the framework does, and tells a thrown Response from a value.
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { merchantRequest } from './signed-in.ts';

type Loader<T> = (args: LoaderFunctionArgs) => Promise<T>;
type Action<T> = (args: ActionFunctionArgs) => Promise<T>;

export async function load<T>(loader: Loader<T>, domain: string, path: string, params: Record<string, string> = {}): Promise<T> {
  return loader({ request: await merchantRequest(domain, path), params, context: {} });
}

export async function act<T>(action: Action<T>, domain: string, path: string, form: Record<string, string>, params: Record<string, string> = {}): Promise<T> {
  return action({ request: await merchantRequest(domain, path, form), params, context: {} });
}

/** The status of the Response that was thrown. @throws when there was none. */
export async function statusOf(work: Promise<unknown>): Promise<number> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown.status;
    throw thrown;
  }
  throw new Error('Nothing was thrown.');
}
