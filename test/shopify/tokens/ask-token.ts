// A process of its own that needs the token several times at once: run by access-token.test.ts with the database, the shop
// and how often. Prints the tokens as JSON.
import { closeDatabase, openDatabase } from '../../../app/records/db.ts';
import { requireAccessToken } from '../../../app/shopify/tokens/access-token.ts';

const [, , databaseUrl = '', domain = '', times = '1'] = process.argv;
openDatabase(databaseUrl);
const tokens = await Promise.all(Array.from({ length: Number(times) }, () => requireAccessToken(domain)));
process.stdout.write(JSON.stringify(tokens));
await closeDatabase();
