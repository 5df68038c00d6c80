/* eslint-disable eslint-comments/disable-enable-pair */
/* eslint-disable eslint-comments/no-unlimited-disable */
/* eslint-disable */
import type * as AdminTypes from './admin.types.js';

export type CustomerNamesQueryVariables = AdminTypes.Exact<{
  ids: Array<AdminTypes.Scalars['ID']['input']> | AdminTypes.Scalars['ID']['input'];
}>;


export type CustomerNamesQuery = { nodes: Array<{ id: string, displayName: string } | null> };

export type SearchCustomersQueryVariables = AdminTypes.Exact<{
  query: AdminTypes.Scalars['String']['input'];
  first: AdminTypes.Scalars['Int']['input'];
}>;


export type SearchCustomersQuery = { customers: { nodes: Array<{ id: string }>, pageInfo: { hasNextPage: boolean } } };

export type StartExportMutationVariables = AdminTypes.Exact<{
  query: AdminTypes.Scalars['String']['input'];
}>;


export type StartExportMutation = { bulkOperationRunQuery?: { bulkOperation?: { id: string, createdAt: string } | null, userErrors: Array<{ code?: AdminTypes.BulkOperationUserErrorCode | null, message: string }> } | null };

export type RecentExportsQueryVariables = AdminTypes.Exact<{ [key: string]: never; }>;


export type RecentExportsQuery = { bulkOperations: { nodes: Array<{ id: string, createdAt: string, query: string }> } };

export type ExportStateQueryVariables = AdminTypes.Exact<{
  id: AdminTypes.Scalars['ID']['input'];
}>;


export type ExportStateQuery = { bulkOperation?: { status: AdminTypes.BulkOperationStatus, errorCode?: AdminTypes.BulkOperationErrorCode | null, objectCount: string, fileSize?: string | null, url?: string | null } | null };

export type StillInstalledQueryVariables = AdminTypes.Exact<{ [key: string]: never; }>;


export type StillInstalledQuery = { currentAppInstallation: { id: string } };

export type ReadOrderQueryVariables = AdminTypes.Exact<{
  id: AdminTypes.Scalars['ID']['input'];
}>;


export type ReadOrderQuery = { order?: { id: string, name: string, createdAt: string, updatedAt: string, processedAt: string, cancelledAt?: string | null, test: boolean, displayFinancialStatus?: AdminTypes.OrderDisplayFinancialStatus | null, sourceName?: string | null, discountCodes: Array<string>, customer?: { id: string } | null, totalPriceSet: { shopMoney: { amount: string, currencyCode: AdminTypes.CurrencyCode }, presentmentMoney: { amount: string, currencyCode: AdminTypes.CurrencyCode } }, currentTotalPriceSet: { shopMoney: { amount: string } }, totalRefundedSet: { shopMoney: { amount: string } }, lineItems: { nodes: Array<{ id: string, title: string, quantity: number, sku?: string | null, originalUnitPriceSet: { shopMoney: { amount: string } } }>, pageInfo: { hasNextPage: boolean } } } | null };

export type ChangedCustomersQueryVariables = AdminTypes.Exact<{
  search: AdminTypes.Scalars['String']['input'];
  first: AdminTypes.Scalars['Int']['input'];
  after?: AdminTypes.InputMaybe<AdminTypes.Scalars['String']['input']>;
}>;


export type ChangedCustomersQuery = { customers: { nodes: Array<{ id: string, createdAt: string, updatedAt: string, numberOfOrders: string, tags: Array<string> }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } };

export type ChangedOrdersQueryVariables = AdminTypes.Exact<{
  search: AdminTypes.Scalars['String']['input'];
  first: AdminTypes.Scalars['Int']['input'];
  after?: AdminTypes.InputMaybe<AdminTypes.Scalars['String']['input']>;
}>;


export type ChangedOrdersQuery = { orders: { nodes: Array<{ id: string, name: string, createdAt: string, updatedAt: string, processedAt: string, cancelledAt?: string | null, test: boolean, displayFinancialStatus?: AdminTypes.OrderDisplayFinancialStatus | null, sourceName?: string | null, discountCodes: Array<string>, customer?: { id: string, createdAt: string, updatedAt: string, numberOfOrders: string, tags: Array<string> } | null, totalPriceSet: { shopMoney: { amount: string, currencyCode: AdminTypes.CurrencyCode }, presentmentMoney: { amount: string, currencyCode: AdminTypes.CurrencyCode } }, currentTotalPriceSet: { shopMoney: { amount: string } }, totalRefundedSet: { shopMoney: { amount: string } }, lineItems: { nodes: Array<{ id: string, title: string, quantity: number, sku?: string | null, originalUnitPriceSet: { shopMoney: { amount: string } } }>, pageInfo: { hasNextPage: boolean } } }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } };

export type WhichExistQueryVariables = AdminTypes.Exact<{
  ids: Array<AdminTypes.Scalars['ID']['input']> | AdminTypes.Scalars['ID']['input'];
}>;


export type WhichExistQuery = { nodes: Array<{ id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | null> };

export type ShopDetailsQueryVariables = AdminTypes.Exact<{ [key: string]: never; }>;


export type ShopDetailsQuery = { shop: { currencyCode: AdminTypes.CurrencyCode, ianaTimezone: string, plan: { publicDisplayName: string } } };

export type SetCustomerMetafieldsMutationVariables = AdminTypes.Exact<{
  metafields: Array<AdminTypes.MetafieldsSetInput> | AdminTypes.MetafieldsSetInput;
}>;


export type SetCustomerMetafieldsMutation = { metafieldsSet?: { userErrors: Array<{ field?: Array<string> | null, message: string, code?: AdminTypes.MetafieldsSetUserErrorCode | null }> } | null };

export type DeleteCustomerMetafieldsMutationVariables = AdminTypes.Exact<{
  metafields: Array<AdminTypes.MetafieldIdentifierInput> | AdminTypes.MetafieldIdentifierInput;
}>;


export type DeleteCustomerMetafieldsMutation = { metafieldsDelete?: { userErrors: Array<{ field?: Array<string> | null, message: string }> } | null };

export type TagBulkProgressQueryVariables = AdminTypes.Exact<{
  id: AdminTypes.Scalars['ID']['input'];
}>;


export type TagBulkProgressQuery = { bulkOperation?: { status: AdminTypes.BulkOperationStatus, errorCode?: AdminTypes.BulkOperationErrorCode | null, url?: string | null, partialDataUrl?: string | null, completedAt?: string | null } | null };

export type CancelTagBulkMutationVariables = AdminTypes.Exact<{
  id: AdminTypes.Scalars['ID']['input'];
}>;


export type CancelTagBulkMutation = { bulkOperationCancel?: { userErrors: Array<{ field?: Array<string> | null, message: string }> } | null };

export type RunTagBulkMutationVariables = AdminTypes.Exact<{
  mutation: AdminTypes.Scalars['String']['input'];
  stagedUploadPath: AdminTypes.Scalars['String']['input'];
}>;


export type RunTagBulkMutation = { bulkOperationRunMutation?: { bulkOperation?: { id: string } | null, userErrors: Array<{ field?: Array<string> | null, message: string, code?: AdminTypes.BulkMutationErrorCode | null }> } | null };

export type RecentTagBulksQueryVariables = AdminTypes.Exact<{ [key: string]: never; }>;


export type RecentTagBulksQuery = { bulkOperations: { nodes: Array<{ id: string, query: string }> } };

export type StageTagUploadMutationVariables = AdminTypes.Exact<{
  filename: AdminTypes.Scalars['String']['input'];
}>;


export type StageTagUploadMutation = { stagedUploadsCreate?: { stagedTargets?: Array<{ url?: string | null, parameters: Array<{ name: string, value: string }> }> | null, userErrors: Array<{ field?: Array<string> | null, message: string }> } | null };

export type AddTagsMutationVariables = AdminTypes.Exact<{
  id: AdminTypes.Scalars['ID']['input'];
  add: Array<AdminTypes.Scalars['String']['input']> | AdminTypes.Scalars['String']['input'];
}>;


export type AddTagsMutation = { tagsAdd?: { userErrors: Array<{ field?: Array<string> | null, message: string }> } | null };

export type RemoveTagsMutationVariables = AdminTypes.Exact<{
  id: AdminTypes.Scalars['ID']['input'];
  remove: Array<AdminTypes.Scalars['String']['input']> | AdminTypes.Scalars['String']['input'];
}>;


export type RemoveTagsMutation = { tagsRemove?: { userErrors: Array<{ field?: Array<string> | null, message: string }> } | null };

export type MoveTagsMutationVariables = AdminTypes.Exact<{
  id: AdminTypes.Scalars['ID']['input'];
  add: Array<AdminTypes.Scalars['String']['input']> | AdminTypes.Scalars['String']['input'];
  remove: Array<AdminTypes.Scalars['String']['input']> | AdminTypes.Scalars['String']['input'];
}>;


export type MoveTagsMutation = { tagsRemove?: { userErrors: Array<{ field?: Array<string> | null, message: string }> } | null, tagsAdd?: { userErrors: Array<{ field?: Array<string> | null, message: string }> } | null };

export type ReadTagsQueryVariables = AdminTypes.Exact<{
  ids: Array<AdminTypes.Scalars['ID']['input']> | AdminTypes.Scalars['ID']['input'];
}>;


export type ReadTagsQuery = { nodes: Array<{ id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { id: string } | { tags: Array<string>, id: string } | null> };

export type AddCodesMutationVariables = AdminTypes.Exact<{
  discountId: AdminTypes.Scalars['ID']['input'];
  codes: Array<AdminTypes.DiscountRedeemCodeInput> | AdminTypes.DiscountRedeemCodeInput;
}>;


export type AddCodesMutation = { discountRedeemCodeBulkAdd?: { bulkCreation?: { id: string } | null, userErrors: Array<{ field?: Array<string> | null, message: string, code?: AdminTypes.DiscountErrorCode | null }> } | null };

export type AddedCodesQueryVariables = AdminTypes.Exact<{
  id: AdminTypes.Scalars['ID']['input'];
}>;


export type AddedCodesQuery = { discountRedeemCodeBulkCreation?: { done: boolean } | null };

export type CreateDiscountMutationVariables = AdminTypes.Exact<{
  discount: AdminTypes.DiscountCodeBasicInput;
}>;


export type CreateDiscountMutation = { discountCodeBasicCreate?: { codeDiscountNode?: { id: string } | null, userErrors: Array<{ field?: Array<string> | null, message: string, code?: AdminTypes.DiscountErrorCode | null }> } | null };

export type DeactivateDiscountMutationVariables = AdminTypes.Exact<{
  id: AdminTypes.Scalars['ID']['input'];
}>;


export type DeactivateDiscountMutation = { discountCodeDeactivate?: { codeDiscountNode?: { id: string } | null, userErrors: Array<{ field?: Array<string> | null, message: string, code?: AdminTypes.DiscountErrorCode | null }> } | null };

export type DiscountByCodeQueryVariables = AdminTypes.Exact<{
  code: AdminTypes.Scalars['String']['input'];
}>;


export type DiscountByCodeQuery = { codeDiscountNodeByCode?: { id: string, codeDiscount: { __typename: 'DiscountCodeApp' | 'DiscountCodeBxgy' | 'DiscountCodeFreeShipping' } | (
      { title: string, status: AdminTypes.DiscountStatus, usageLimit?: number | null, asyncUsageCount: number, context: { __typename: 'DiscountBuyerSelectionAll' | 'DiscountCustomerSegments' | 'DiscountMarkets' } | (
        { customers: Array<{ id: string }> }
        & { __typename: 'DiscountCustomers' }
      ) }
      & { __typename: 'DiscountCodeBasic' }
    ) } | null };

export type CodeStandingQueryVariables = AdminTypes.Exact<{
  code: AdminTypes.Scalars['String']['input'];
}>;


export type CodeStandingQuery = { codeDiscountNodeByCode?: { id: string, codeDiscount: { __typename: 'DiscountCodeApp' | 'DiscountCodeBxgy' | 'DiscountCodeFreeShipping' } | (
      { title: string, status: AdminTypes.DiscountStatus }
      & { __typename: 'DiscountCodeBasic' }
    ) } | null };

export type MarkedDiscountsQueryVariables = AdminTypes.Exact<{
  after?: AdminTypes.InputMaybe<AdminTypes.Scalars['String']['input']>;
}>;


export type MarkedDiscountsQuery = { discountNodes: { nodes: Array<{ id: string, discount: { __typename: 'DiscountAutomaticApp' | 'DiscountAutomaticBasic' | 'DiscountAutomaticBxgy' | 'DiscountAutomaticFreeShipping' | 'DiscountCodeApp' | 'DiscountCodeBxgy' | 'DiscountCodeFreeShipping' } | (
        { title: string, createdAt: string, codes: { nodes: Array<{ code: string }> } }
        & { __typename: 'DiscountCodeBasic' }
      ) }>, pageInfo: { hasNextPage: boolean, endCursor?: string | null } } };

export type SharedCodesQueryVariables = AdminTypes.Exact<{
  id: AdminTypes.Scalars['ID']['input'];
}>;


export type SharedCodesQuery = { codeDiscountNode?: { codeDiscount: { codes: { nodes: Array<{ id: string, code: string, asyncUsageCount: number }> } } } | null };

export type RemoveCodesMutationVariables = AdminTypes.Exact<{
  discountId: AdminTypes.Scalars['ID']['input'];
  ids?: AdminTypes.InputMaybe<Array<AdminTypes.Scalars['ID']['input']> | AdminTypes.Scalars['ID']['input']>;
}>;


export type RemoveCodesMutation = { discountCodeRedeemCodeBulkDelete?: { job?: { id: string, done: boolean } | null, userErrors: Array<{ field?: Array<string> | null, message: string, code?: AdminTypes.DiscountErrorCode | null }> } | null };

export type CustomerStandsQueryVariables = AdminTypes.Exact<{
  id: AdminTypes.Scalars['ID']['input'];
}>;


export type CustomerStandsQuery = { customer?: { id: string } | null };

interface GeneratedQueryTypes {
  "#graphql\n  query customerNames($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      ... on Customer {\n        id\n        displayName\n      }\n    }\n  }\n": {return: CustomerNamesQuery, variables: CustomerNamesQueryVariables},
  "#graphql\n  query searchCustomers($query: String!, $first: Int!) {\n    customers(first: $first, query: $query) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n": {return: SearchCustomersQuery, variables: SearchCustomersQueryVariables},
  "#graphql\n  query RecentExports {\n    bulkOperations(first: 50, query: \"operation_type:query\") {\n      nodes {\n        id\n        createdAt\n        query\n      }\n    }\n  }\n": {return: RecentExportsQuery, variables: RecentExportsQueryVariables},
  "#graphql\n  query ExportState($id: ID!) {\n    bulkOperation(id: $id) {\n      status\n      errorCode\n      objectCount\n      fileSize\n      url\n    }\n  }\n": {return: ExportStateQuery, variables: ExportStateQueryVariables},
  "#graphql\n  query stillInstalled {\n    currentAppInstallation {\n      id\n    }\n  }\n": {return: StillInstalledQuery, variables: StillInstalledQueryVariables},
  "#graphql\n  query ReadOrder($id: ID!) {\n    order(id: $id) {\n      id\n      name\n      createdAt\n      updatedAt\n      processedAt\n      cancelledAt\n      test\n      displayFinancialStatus\n      sourceName\n      discountCodes\n      customer {\n        id\n      }\n      totalPriceSet {\n        shopMoney {\n          amount\n          currencyCode\n        }\n        presentmentMoney {\n          amount\n          currencyCode\n        }\n      }\n      currentTotalPriceSet {\n        shopMoney {\n          amount\n        }\n      }\n      totalRefundedSet {\n        shopMoney {\n          amount\n        }\n      }\n      lineItems(first: 100) {\n        nodes {\n          id\n          title\n          quantity\n          sku\n          originalUnitPriceSet {\n            shopMoney {\n              amount\n            }\n          }\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n    }\n  }\n": {return: ReadOrderQuery, variables: ReadOrderQueryVariables},
  "#graphql\n  query ChangedCustomers($search: String!, $first: Int!, $after: String) {\n    customers(first: $first, after: $after, query: $search, sortKey: UPDATED_AT) {\n      nodes {\n        id\n        createdAt\n        updatedAt\n        numberOfOrders\n        tags\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": {return: ChangedCustomersQuery, variables: ChangedCustomersQueryVariables},
  "#graphql\n  query ChangedOrders($search: String!, $first: Int!, $after: String) {\n    orders(first: $first, after: $after, query: $search, sortKey: UPDATED_AT) {\n      nodes {\n        id\n        name\n        createdAt\n        updatedAt\n        processedAt\n        cancelledAt\n        test\n        displayFinancialStatus\n        sourceName\n        discountCodes\n        customer {\n          id\n          createdAt\n          updatedAt\n          numberOfOrders\n          tags\n        }\n        totalPriceSet {\n          shopMoney {\n            amount\n            currencyCode\n          }\n          presentmentMoney {\n            amount\n            currencyCode\n          }\n        }\n        currentTotalPriceSet {\n          shopMoney {\n            amount\n          }\n        }\n        totalRefundedSet {\n          shopMoney {\n            amount\n          }\n        }\n        lineItems(first: 100) {\n          nodes {\n            id\n            title\n            quantity\n            sku\n            originalUnitPriceSet {\n              shopMoney {\n                amount\n              }\n            }\n          }\n          pageInfo {\n            hasNextPage\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": {return: ChangedOrdersQuery, variables: ChangedOrdersQueryVariables},
  "#graphql\n  query WhichExist($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      id\n    }\n  }\n": {return: WhichExistQuery, variables: WhichExistQueryVariables},
  "#graphql\n  query ShopDetails {\n    shop {\n      currencyCode\n      ianaTimezone\n      plan {\n        publicDisplayName\n      }\n    }\n  }\n": {return: ShopDetailsQuery, variables: ShopDetailsQueryVariables},
  "#graphql\n  query tagBulkProgress($id: ID!) {\n    bulkOperation(id: $id) {\n      status\n      errorCode\n      url\n      partialDataUrl\n      completedAt\n    }\n  }\n": {return: TagBulkProgressQuery, variables: TagBulkProgressQueryVariables},
  "#graphql\n  query recentTagBulks {\n    bulkOperations(first: 50, query: \"operation_type:mutation\") {\n      nodes {\n        id\n        query\n      }\n    }\n  }\n": {return: RecentTagBulksQuery, variables: RecentTagBulksQueryVariables},
  "#graphql\n  query readTags($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      id\n      ... on Customer {\n        tags\n      }\n    }\n  }\n": {return: ReadTagsQuery, variables: ReadTagsQueryVariables},
  "#graphql\n  query addedCodes($id: ID!) {\n    discountRedeemCodeBulkCreation(id: $id) {\n      done\n    }\n  }\n": {return: AddedCodesQuery, variables: AddedCodesQueryVariables},
  "#graphql\n  query discountByCode($code: String!) {\n    codeDiscountNodeByCode(code: $code) {\n      id\n      codeDiscount {\n        __typename\n        ... on DiscountCodeBasic {\n          title\n          status\n          usageLimit\n          asyncUsageCount\n          context {\n            __typename\n            ... on DiscountCustomers {\n              customers {\n                id\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": {return: DiscountByCodeQuery, variables: DiscountByCodeQueryVariables},
  "#graphql\n  query codeStanding($code: String!) {\n    codeDiscountNodeByCode(code: $code) {\n      id\n      codeDiscount {\n        __typename\n        ... on DiscountCodeBasic {\n          title\n          status\n        }\n      }\n    }\n  }\n": {return: CodeStandingQuery, variables: CodeStandingQueryVariables},
  "#graphql\n  query markedDiscounts($after: String) {\n    discountNodes(first: 50, after: $after, query: \"title:Perennial* status:active\", sortKey: ID) {\n      nodes {\n        id\n        discount {\n          __typename\n          ... on DiscountCodeBasic {\n            title\n            createdAt\n            codes(first: 1) {\n              nodes {\n                code\n              }\n            }\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": {return: MarkedDiscountsQuery, variables: MarkedDiscountsQueryVariables},
  "#graphql\n  query sharedCodes($id: ID!) {\n    codeDiscountNode: node(id: $id) {\n      ... on DiscountCodeNode {\n        codeDiscount {\n          ... on DiscountCodeBasic {\n            codes(first: 250) {\n              nodes {\n                id\n                code\n                asyncUsageCount\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": {return: SharedCodesQuery, variables: SharedCodesQueryVariables},
  "#graphql\n  query customerStands($id: ID!) {\n    customer(id: $id) {\n      id\n    }\n  }\n": {return: CustomerStandsQuery, variables: CustomerStandsQueryVariables},
}

interface GeneratedMutationTypes {
  "#graphql\n  mutation StartExport($query: String!) {\n    bulkOperationRunQuery(query: $query, groupObjects: false) {\n      bulkOperation {\n        id\n        createdAt\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": {return: StartExportMutation, variables: StartExportMutationVariables},
  "#graphql\n  mutation setCustomerMetafields($metafields: [MetafieldsSetInput!]!) {\n    metafieldsSet(metafields: $metafields) {\n      userErrors {\n        field\n        message\n        code\n      }\n    }\n  }\n": {return: SetCustomerMetafieldsMutation, variables: SetCustomerMetafieldsMutationVariables},
  "#graphql\n  mutation deleteCustomerMetafields($metafields: [MetafieldIdentifierInput!]!) {\n    metafieldsDelete(metafields: $metafields) {\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: DeleteCustomerMetafieldsMutation, variables: DeleteCustomerMetafieldsMutationVariables},
  "#graphql\n  mutation cancelTagBulk($id: ID!) {\n    bulkOperationCancel(id: $id) {\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: CancelTagBulkMutation, variables: CancelTagBulkMutationVariables},
  "#graphql\n  mutation runTagBulk($mutation: String!, $stagedUploadPath: String!) {\n    bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $stagedUploadPath) {\n      bulkOperation {\n        id\n      }\n      userErrors {\n        field\n        message\n        code\n      }\n    }\n  }\n": {return: RunTagBulkMutation, variables: RunTagBulkMutationVariables},
  "#graphql\n  mutation stageTagUpload($filename: String!) {\n    stagedUploadsCreate(input: [{ filename: $filename, mimeType: \"text/jsonl\", resource: BULK_MUTATION_VARIABLES, httpMethod: POST }]) {\n      stagedTargets {\n        url\n        parameters {\n          name\n          value\n        }\n      }\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: StageTagUploadMutation, variables: StageTagUploadMutationVariables},
  "#graphql\n  mutation addTags($id: ID!, $add: [String!]!) {\n    tagsAdd(id: $id, tags: $add) {\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: AddTagsMutation, variables: AddTagsMutationVariables},
  "#graphql\n  mutation removeTags($id: ID!, $remove: [String!]!) {\n    tagsRemove(id: $id, tags: $remove) {\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: RemoveTagsMutation, variables: RemoveTagsMutationVariables},
  "#graphql\n  mutation moveTags($id: ID!, $add: [String!]!, $remove: [String!]!) {\n    tagsRemove(id: $id, tags: $remove) {\n      userErrors {\n        field\n        message\n      }\n    }\n    tagsAdd(id: $id, tags: $add) {\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: MoveTagsMutation, variables: MoveTagsMutationVariables},
  "#graphql\n  mutation addCodes($discountId: ID!, $codes: [DiscountRedeemCodeInput!]!) {\n    discountRedeemCodeBulkAdd(discountId: $discountId, codes: $codes) {\n      bulkCreation {\n        id\n      }\n      userErrors {\n        field\n        message\n        code\n      }\n    }\n  }\n": {return: AddCodesMutation, variables: AddCodesMutationVariables},
  "#graphql\n  mutation createDiscount($discount: DiscountCodeBasicInput!) {\n    discountCodeBasicCreate(basicCodeDiscount: $discount) {\n      codeDiscountNode {\n        id\n      }\n      userErrors {\n        field\n        message\n        code\n      }\n    }\n  }\n": {return: CreateDiscountMutation, variables: CreateDiscountMutationVariables},
  "#graphql\n  mutation deactivateDiscount($id: ID!) {\n    discountCodeDeactivate(id: $id) {\n      codeDiscountNode {\n        id\n      }\n      userErrors {\n        field\n        message\n        code\n      }\n    }\n  }\n": {return: DeactivateDiscountMutation, variables: DeactivateDiscountMutationVariables},
  "#graphql\n  mutation removeCodes($discountId: ID!, $ids: [ID!]) {\n    discountCodeRedeemCodeBulkDelete(discountId: $discountId, ids: $ids) {\n      job {\n        id\n        done\n      }\n      userErrors {\n        field\n        message\n        code\n      }\n    }\n  }\n": {return: RemoveCodesMutation, variables: RemoveCodesMutationVariables},
}
declare module '@shopify/admin-api-client' {
  type InputMaybe<T> = AdminTypes.InputMaybe<T>;
  interface AdminQueries extends GeneratedQueryTypes {}
  interface AdminMutations extends GeneratedMutationTypes {}
}
