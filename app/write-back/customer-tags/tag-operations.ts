// One document for each shape of change, so that every one is checked against the schema and typed. A root costs 10.

export const ADD_TAGS = `#graphql
  mutation addTags($id: ID!, $add: [String!]!) {
    tagsAdd(id: $id, tags: $add) {
      userErrors {
        field
        message
      }
    }
  }
` as const;

export const REMOVE_TAGS = `#graphql
  mutation removeTags($id: ID!, $remove: [String!]!) {
    tagsRemove(id: $id, tags: $remove) {
      userErrors {
        field
        message
      }
    }
  }
` as const;

/** Roots run one after another: the old tag goes before the new one comes, so that 250 tags are never exceeded. */
export const MOVE_TAGS = `#graphql
  mutation moveTags($id: ID!, $add: [String!]!, $remove: [String!]!) {
    tagsRemove(id: $id, tags: $remove) {
      userErrors {
        field
        message
      }
    }
    tagsAdd(id: $id, tags: $add) {
      userErrors {
        field
        message
      }
    }
  }
` as const;

/** What Shopify holds now; read where an outcome is in doubt. At most 250 ids. */
export const READ_TAGS = `#graphql
  query readTags($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
      ... on Customer {
        tags
      }
    }
  }
` as const;
