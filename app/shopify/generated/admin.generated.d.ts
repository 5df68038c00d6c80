/* eslint-disable eslint-comments/disable-enable-pair */
/* eslint-disable eslint-comments/no-unlimited-disable */
/* eslint-disable */
import type * as AdminTypes from './admin.types.js';

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

export type DiscountByCodeQueryVariables = AdminTypes.Exact<{
  code: AdminTypes.Scalars['String']['input'];
}>;


export type DiscountByCodeQuery = { codeDiscountNodeByCode?: { id: string, codeDiscount: { __typename: 'DiscountCodeApp' | 'DiscountCodeBxgy' | 'DiscountCodeFreeShipping' } | (
      { title: string, status: AdminTypes.DiscountStatus, usageLimit?: number | null, context: { __typename: 'DiscountBuyerSelectionAll' | 'DiscountCustomerSegments' | 'DiscountMarkets' } | (
        { customers: Array<{ id: string }> }
        & { __typename: 'DiscountCustomers' }
      ) }
      & { __typename: 'DiscountCodeBasic' }
    ) } | null };

interface GeneratedQueryTypes {
  "#graphql\n  query readTags($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      id\n      ... on Customer {\n        tags\n      }\n    }\n  }\n": {return: ReadTagsQuery, variables: ReadTagsQueryVariables},
  "#graphql\n  query discountByCode($code: String!) {\n    codeDiscountNodeByCode(code: $code) {\n      id\n      codeDiscount {\n        __typename\n        ... on DiscountCodeBasic {\n          title\n          status\n          usageLimit\n          context {\n            __typename\n            ... on DiscountCustomers {\n              customers {\n                id\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": {return: DiscountByCodeQuery, variables: DiscountByCodeQueryVariables},
}

interface GeneratedMutationTypes {
  "#graphql\n  mutation addTags($id: ID!, $add: [String!]!) {\n    tagsAdd(id: $id, tags: $add) {\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: AddTagsMutation, variables: AddTagsMutationVariables},
  "#graphql\n  mutation removeTags($id: ID!, $remove: [String!]!) {\n    tagsRemove(id: $id, tags: $remove) {\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: RemoveTagsMutation, variables: RemoveTagsMutationVariables},
  "#graphql\n  mutation moveTags($id: ID!, $add: [String!]!, $remove: [String!]!) {\n    tagsRemove(id: $id, tags: $remove) {\n      userErrors {\n        field\n        message\n      }\n    }\n    tagsAdd(id: $id, tags: $add) {\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: MoveTagsMutation, variables: MoveTagsMutationVariables},
}
declare module '@shopify/admin-api-client' {
  type InputMaybe<T> = AdminTypes.InputMaybe<T>;
  interface AdminQueries extends GeneratedQueryTypes {}
  interface AdminMutations extends GeneratedMutationTypes {}
}
