export const DISCOUNT_BY_CODE = `#graphql
  query discountByCode($code: String!) {
    codeDiscountNodeByCode(code: $code) {
      id
      codeDiscount {
        __typename
        ... on DiscountCodeBasic {
          title
          status
          usageLimit
          context {
            __typename
            ... on DiscountCustomers {
              customers {
                id
              }
            }
          }
        }
      }
    }
  }
` as const;
