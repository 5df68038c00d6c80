-- What makes the state independent of the order in which webhooks and exports arrive.

-- Two versions of an order can carry the same updated_at (it has whole seconds): the one seen later wins.
ALTER TABLE "order" ADD COLUMN "seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT '1970-01-01 00:00:00+00';

-- A customer's figures and tags come by events of their own, each with its own time.
ALTER TABLE "customer" ADD COLUMN "figures_at" TIMESTAMPTZ(6) NOT NULL DEFAULT '1970-01-01 00:00:00+00',
ADD COLUMN "own_tags_at" TIMESTAMPTZ(6) NOT NULL DEFAULT '1970-01-01 00:00:00+00',
ADD COLUMN "own_tag_times" JSONB NOT NULL DEFAULT '{}';

-- Who must be scored again because of this event, until that has been asked for.
ALTER TABLE "webhook_inbox" ADD COLUMN "touched_customer_ids" BIGINT[],
ADD COLUMN "retry_at" TIMESTAMPTZ(6);
CREATE INDEX "webhook_inbox_touched" ON "webhook_inbox" ("shop_id", "inbox_id") WHERE "touched_customer_ids" IS NOT NULL;
-- The few bodies that are kept: of events that could not be applied.
CREATE INDEX "webhook_inbox_with_body" ON "webhook_inbox" ("shop_id", "inbox_id") WHERE "body" IS NOT NULL;

-- Lines that came before their order. They are removed at the end where the order never came.
ALTER TABLE "bulk_import" ADD COLUMN "early_lines" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "operation_created_at" TIMESTAMPTZ(6);

-- CreateTable
CREATE TABLE "order_recheck" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "stale_since" TIMESTAMPTZ(6) NOT NULL,
    "noted_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_recheck_pkey" PRIMARY KEY ("shop_id","order_id")
);

ALTER TABLE "order_recheck" ADD CONSTRAINT "order_recheck_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "order_recheck" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "order_recheck" FORCE ROW LEVEL SECURITY;
CREATE POLICY "order_recheck_of_shop" ON "order_recheck" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
