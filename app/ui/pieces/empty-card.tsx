import { BlockStack, Button, Card, Text } from '@shopify/polaris';

/** Nothing to show, why, and what to do about it. */
export function EmptyCard({ title, body, action }: { title: string; body: string; action?: { label: string; url: string } }) {
  return (
    <Card>
      <BlockStack gap="200" inlineAlign="start">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <Text as="p" tone="subdued">
          {body}
        </Text>
        {action ? <Button url={action.url}>{action.label}</Button> : null}
      </BlockStack>
    </Card>
  );
}
