// The namespace is left out: it is then the app's own, which nobody else can write. So no compareDigest guards a value: there is
// no other writer, and reading the digests first would cost more than the writing.

/** All or nothing. At most 25 metafields. */
export const SET_METAFIELDS = `#graphql
  mutation setCustomerMetafields($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      userErrors {
        field
        message
        code
      }
    }
  }
` as const;

/** A metafield that is not there is no error (recorded). */
export const DELETE_METAFIELDS = `#graphql
  mutation deleteCustomerMetafields($metafields: [MetafieldIdentifierInput!]!) {
    metafieldsDelete(metafields: $metafields) {
      userErrors {
        field
        message
      }
    }
  }
` as const;
