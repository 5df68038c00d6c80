// Files that the app puts up for bulk mutations: by form (POST) or plainly (PUT).
import type { ShopState } from '../model.ts';
import type { SimulatedStore } from '../store.ts';

interface Upload {
  /** null until the file has come. */
  bytes: Buffer | null;
}

const uploads = new WeakMap<ShopState, Map<string, Upload>>();

export function uploadsOf(state: ShopState): Map<string, Upload> {
  let known = uploads.get(state);
  if (!known) uploads.set(state, (known = new Map()));
  return known;
}

export interface UploadAnswer {
  status: number;
  body: string;
}

function keep(store: SimulatedStore, key: string, bytes: Buffer): UploadAnswer {
  for (const state of store.shops.values()) {
    const upload = uploadsOf(state).get(key);
    if (!upload) continue;
    upload.bytes = bytes;
    return { status: 201, body: `<?xml version='1.0' encoding='UTF-8'?><PostResponse><Key>${key}</Key></PostResponse>` };
  }
  return { status: 403, body: "<?xml version='1.0' encoding='UTF-8'?><Error><Code>AccessDenied</Code></Error>" };
}

/** The form's `key` says where it belongs; the file must be its last part. */
export async function receiveForm(store: SimulatedStore, contentType: string, body: Buffer): Promise<UploadAnswer> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const key = form.get('key');
  const file = form.get('file');
  if (typeof key !== 'string' || file === null) return { status: 400, body: "<?xml version='1.0' encoding='UTF-8'?><Error><Code>InvalidArgument</Code></Error>" };
  const names = [...form.keys()];
  if (names.at(-1) !== 'file') return { status: 400, body: "<?xml version='1.0' encoding='UTF-8'?><Error><Code>InvalidPolicyDocument</Code></Error>" };
  const bytes = typeof file === 'string' ? Buffer.from(file) : Buffer.from(await file.arrayBuffer());
  return keep(store, key, bytes);
}

export function receivePlain(store: SimulatedStore, key: string, body: Buffer): UploadAnswer {
  const answer = keep(store, key, body);
  return answer.status === 201 ? { status: 200, body: '' } : answer;
}
