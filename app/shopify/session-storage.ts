// Where Shopify's library keeps its sessions. Tokens are encrypted and both are written at once; of the person who
// opened the app nothing is kept.
import { Session } from '@shopify/shopify-api';
import type { ShopSession } from '@prisma/client';
import { decrypt, encrypt, sessionField } from '../records/encryption.ts';
import { registry } from '../records/db.ts';

function toSession(row: ShopSession): Session {
  return new Session({
    id: row.id,
    shop: row.shopDomain,
    state: row.state,
    isOnline: row.isOnline,
    scope: row.scope ?? undefined,
    expires: row.expiresAt ?? undefined,
    accessToken: decrypt(row.accessToken, sessionField(row.id, 'access')),
    refreshToken: row.refreshToken ? decrypt(row.refreshToken, sessionField(row.id, 'refresh')) : undefined,
    refreshTokenExpires: row.refreshTokenExpires ?? undefined,
  });
}

export const sessionStorage = {
  async storeSession(session: Session): Promise<boolean> {
    if (!session.accessToken) throw new Error('A session without an access token cannot be stored.');
    const data = {
      shopDomain: session.shop,
      state: session.state,
      isOnline: session.isOnline,
      scope: session.scope ?? null,
      expiresAt: session.expires ?? null,
      accessToken: encrypt(session.accessToken, sessionField(session.id, 'access')),
      refreshToken: session.refreshToken ? encrypt(session.refreshToken, sessionField(session.id, 'refresh')) : null,
      refreshTokenExpires: session.refreshTokenExpires ?? null,
    };
    await registry().shopSession.upsert({ where: { id: session.id }, create: { id: session.id, ...data }, update: data });
    return true;
  },
  async loadSession(id: string): Promise<Session | undefined> {
    const row = await registry().shopSession.findUnique({ where: { id } });
    return row ? toSession(row) : undefined;
  },
  async deleteSession(id: string): Promise<boolean> {
    await registry().shopSession.deleteMany({ where: { id } });
    return true;
  },
  async deleteSessions(ids: string[]): Promise<boolean> {
    await registry().shopSession.deleteMany({ where: { id: { in: ids } } });
    return true;
  },
  async findSessionsByShop(shop: string): Promise<Session[]> {
    const rows = await registry().shopSession.findMany({ where: { shopDomain: shop } });
    return rows.map(toSession);
  },
};
