/** The app as Shopify knows it here; the configuration of the app says the same (main.ts). */
export const CLIENT_ID = '0123456789abcdef0123456789abcdef';
export const CLIENT_SECRET = 'shpss_simulated_secret_of_the_schedules';
/** Before the last rotation. */
export const FORMER_SECRET = 'shpss_simulated_secret_before';
