// An address inside the app where nothing is: said in the app's own frame, with a way home.
import type { LoaderFunctionArgs } from '@remix-run/node';
import { requireAdminShop } from './admin-shop.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  await requireAdminShop(request);
  throw new Response(null, { status: 404 });
}

export default function Nowhere() {
  return null;
}
