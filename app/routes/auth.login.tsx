// Where Shopify's library sends a visitor whose address names no shop. The app is opened from Shopify admin only, and
// nobody is asked to type a shop's name: the landing page says so.
import { redirect } from '@remix-run/node';

export function loader(): Response {
  return redirect('/');
}
