import { ApiVersion } from '@shopify/shopify-api';

/** The one Admin API version of the whole app; shopify.app.toml is checked against it. */
export const API_VERSION = ApiVersion.October26;
