// The three calls to Shopify that an export needs.

export const START_EXPORT = `#graphql
  mutation StartExport($query: String!) {
    bulkOperationRunQuery(query: $query, groupObjects: false) {
      bulkOperation {
        id
        createdAt
      }
      userErrors {
        code
        message
      }
    }
  }
` as const;

export const RECENT_EXPORTS = `#graphql
  query RecentExports {
    bulkOperations(first: 50, query: "operation_type:query") {
      nodes {
        id
        createdAt
        query
      }
    }
  }
` as const;

export const EXPORT_STATE = `#graphql
  query ExportState($id: ID!) {
    bulkOperation(id: $id) {
      status
      errorCode
      objectCount
      fileSize
      url
    }
  }
` as const;
