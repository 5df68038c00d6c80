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
      { title: string, usageLimit?: number | null, context: { __typename: 'DiscountBuyerSelectionAll' | 'DiscountCustomerSegments' | 'DiscountMarkets' } | (
        { customers: Array<{ id: string }> }
        & { __typename: 'DiscountCustomers' }
      ) }
      & { __typename: 'DiscountCodeBasic' }
    ) } | null };

interface GeneratedQueryTypes {
  "#graphql\n  query customerNames($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      ... on Customer {\n        id\n        displayName\n      }\n    }\n  }\n": {return: CustomerNamesQuery, variables: CustomerNamesQueryVariables},
  "#graphql\n  query searchCustomers($query: String!, $first: Int!) {\n    customers(first: $first, query: $query) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n": {return: SearchCustomersQuery, variables: SearchCustomersQueryVariables},
  "#graphql\n  query readTags($ids: [ID!]!) {\n    nodes(ids: $ids) {\n      id\n      ... on Customer {\n        tags\n      }\n    }\n  }\n": {return: ReadTagsQuery, variables: ReadTagsQueryVariables},
  "#graphql\n  query discountByCode($code: String!) {\n    codeDiscountNodeByCode(code: $code) {\n      id\n      codeDiscount {\n        __typename\n        ... on DiscountCodeBasic {\n          title\n          usageLimit\n          context {\n            __typename\n            ... on DiscountCustomers {\n              customers {\n                id\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": {return: DiscountByCodeQuery, variables: DiscountByCodeQueryVariables},
}

interface GeneratedMutationTypes {
  "#graphql\n  mutation addTags($id: ID!, $add: [String!]!) {\n    tagsAdd(id: $id, tags: $add) {\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: AddTagsMutation, variables: AddTagsMutationVariables},
  "#graphql\n  mutation removeTags($id: ID!, $remove: [String!]!) {\n    tagsRemove(id: $id, tags: $remove) {\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: RemoveTagsMutation, variables: RemoveTagsMutationVariables},
  "#graphql\n  mutation moveTags($id: ID!, $add: [String!]!, $remove: [String!]!) {\n    tagsRemove(id: $id, tags: $remove) {\n      userErrors {\n        field\n        message\n      }\n    }\n    tagsAdd(id: $id, tags: $add) {\n      userErrors {\n        field\n        message\n      }\n    }\n  }\n": {return: MoveTagsMutation, variables: MoveTagsMutationVariables},
  "#graphql\n  mutation createDiscount($discount: DiscountCodeBasicInput!) {\n    discountCodeBasicCreate(basicCodeDiscount: $discount) {\n      codeDiscountNode {\n        id\n      }\n      userErrors {\n        field\n        message\n        code\n      }\n    }\n  }\n": {return: CreateDiscountMutation, variables: CreateDiscountMutationVariables},
  "#graphql\n  mutation deactivateDiscount($id: ID!) {\n    discountCodeDeactivate(id: $id) {\n      codeDiscountNode {\n        id\n      }\n      userErrors {\n        field\n        message\n        code\n      }\n    }\n  }\n": {return: DeactivateDiscountMutation, variables: DeactivateDiscountMutationVariables},
}
declare module '@shopify/admin-api-client' {
  type InputMaybe<T> = AdminTypes.InputMaybe<T>;
  interface AdminQueries extends GeneratedQueryTypes {}
  interface AdminMutations extends GeneratedMutationTypes {}
}
