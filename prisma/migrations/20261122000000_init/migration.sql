-- CreateTable
CREATE TABLE "shop" (
    "shop_id" BIGSERIAL NOT NULL,
    "domain" TEXT NOT NULL,
    "currency_code" TEXT NOT NULL DEFAULT 'USD',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "plan_name" TEXT,
    "installed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "uninstalled_at" TIMESTAMPTZ(6),
    "settings" JSONB NOT NULL DEFAULT '{}',
    "marks" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "shop_pkey" PRIMARY KEY ("shop_id")
);

-- CreateTable
CREATE TABLE "shop_session" (
    "id" TEXT NOT NULL,
    "shop_domain" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "is_online" BOOLEAN NOT NULL,
    "scope" TEXT,
    "expires_at" TIMESTAMPTZ(6),
    "access_token" TEXT NOT NULL,
    "refresh_token" TEXT,
    "refresh_token_expires" TIMESTAMPTZ(6),
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "shop_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,
    "shopify_order_count" INTEGER NOT NULL DEFAULT 0,
    "shopify_rfm_group" TEXT,
    "own_tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "merged_into_id" BIGINT,
    "scoring_opt_out" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "tombstone" (
    "shop_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" BIGINT NOT NULL,
    "deleted_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "tombstone_pkey" PRIMARY KEY ("shop_id","kind","subject_id")
);

-- CreateTable
CREATE TABLE "order" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "customer_id" BIGINT,
    "processed_at" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(6),
    "test" BOOLEAN NOT NULL DEFAULT false,
    "financial_status" TEXT,
    "currency_code" TEXT NOT NULL,
    "gross_minor" BIGINT NOT NULL,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "net_minor" BIGINT NOT NULL,
    "presentment_currency" TEXT,
    "presentment_minor" BIGINT,
    "source_name" TEXT,
    "discount_codes" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "order_pkey" PRIMARY KEY ("shop_id","order_id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "line_id" BIGINT NOT NULL,
    "product_id" BIGINT,
    "variant_id" BIGINT,
    "sku" TEXT,
    "title" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price" DECIMAL(20,6) NOT NULL,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("shop_id","order_id","line_id")
);

-- CreateTable
CREATE TABLE "bulk_import" (
    "shop_id" BIGINT NOT NULL,
    "import_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "operation_gid" TEXT,
    "object_count" BIGINT NOT NULL DEFAULT 0,
    "bytes_applied" BIGINT NOT NULL DEFAULT 0,
    "file_bytes" BIGINT,
    "rows_applied" BIGINT NOT NULL DEFAULT 0,
    "error" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "bulk_import_pkey" PRIMARY KEY ("shop_id","import_id")
);

-- CreateTable
CREATE TABLE "webhook_inbox" (
    "shop_id" BIGINT NOT NULL,
    "inbox_id" BIGSERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "webhook_id" TEXT,
    "api_version" TEXT,
    "triggered_at" TIMESTAMPTZ(6),
    "received_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "body" BYTEA,
    "applied_at" TIMESTAMPTZ(6),
    "outcome" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "webhook_inbox_pkey" PRIMARY KEY ("shop_id","inbox_id")
);

-- CreateTable
CREATE TABLE "scoring_run" (
    "shop_id" BIGINT NOT NULL,
    "run_id" BIGSERIAL NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(6),
    "as_of" TIMESTAMPTZ(6) NOT NULL,
    "customers" INTEGER NOT NULL DEFAULT 0,
    "orders_counted" INTEGER NOT NULL DEFAULT 0,
    "orders_left_out" JSONB NOT NULL DEFAULT '{}',
    "gross_minor" BIGINT NOT NULL DEFAULT 0,
    "net_minor" BIGINT NOT NULL DEFAULT 0,
    "model" JSONB NOT NULL DEFAULT '{}',
    "error" TEXT,

    CONSTRAINT "scoring_run_pkey" PRIMARY KEY ("shop_id","run_id")
);

-- CreateTable
CREATE TABLE "customer_score" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "computed_at" TIMESTAMPTZ(6) NOT NULL,
    "orders" INTEGER NOT NULL,
    "purchase_days" INTEGER NOT NULL,
    "value_minor" BIGINT NOT NULL,
    "first_order_on" DATE,
    "last_order_on" DATE,
    "recency_score" INTEGER NOT NULL,
    "frequency_score" INTEGER NOT NULL,
    "monetary_score" INTEGER NOT NULL,
    "rfm_group" TEXT NOT NULL,
    "value_tier" TEXT NOT NULL,
    "lifecycle_stage" TEXT NOT NULL,
    "risk_score" DOUBLE PRECISION,
    "lapse_chance" DOUBLE PRECISION,
    "expected_orders" DOUBLE PRECISION,
    "expected_value_minor" BIGINT,
    "reasons" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "customer_score_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- CreateTable
CREATE TABLE "churn_alert" (
    "shop_id" BIGINT NOT NULL,
    "alert_id" BIGSERIAL NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "raised_at" TIMESTAMPTZ(6) NOT NULL,
    "risk_score" DOUBLE PRECISION NOT NULL,
    "value_at_risk_minor" BIGINT NOT NULL,
    "cause" TEXT NOT NULL,
    "reasons" JSONB NOT NULL DEFAULT '[]',
    "state" TEXT NOT NULL DEFAULT 'open',
    "closed_at" TIMESTAMPTZ(6),
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "churn_alert_pkey" PRIMARY KEY ("shop_id","alert_id")
);

-- CreateTable
CREATE TABLE "tag_run" (
    "shop_id" BIGINT NOT NULL,
    "tag_run_id" BIGSERIAL NOT NULL,
    "planned_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "planned" INTEGER NOT NULL DEFAULT 0,
    "applied" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "tag_run_pkey" PRIMARY KEY ("shop_id","tag_run_id")
);

-- CreateTable
CREATE TABLE "tag_change" (
    "shop_id" BIGINT NOT NULL,
    "tag_run_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "add" TEXT[],
    "remove" TEXT[],
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "error" TEXT,
    "applied_at" TIMESTAMPTZ(6),

    CONSTRAINT "tag_change_pkey" PRIMARY KEY ("shop_id","tag_run_id","customer_id")
);

-- CreateTable
CREATE TABLE "code_intent" (
    "shop_id" BIGINT NOT NULL,
    "intent_key" TEXT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "alert_id" BIGINT,
    "code" TEXT NOT NULL,
    "salt" INTEGER NOT NULL DEFAULT 0,
    "percentage" DECIMAL(5,4) NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "discount_gid" TEXT,
    "error" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(6),
    "redeemed_order_id" BIGINT,
    "redeemed_at" TIMESTAMPTZ(6),

    CONSTRAINT "code_intent_pkey" PRIMARY KEY ("shop_id","intent_key")
);

-- CreateIndex
CREATE UNIQUE INDEX "shop_domain_key" ON "shop"("domain");

-- CreateIndex
CREATE INDEX "shop_session_shop_domain_idx" ON "shop_session"("shop_domain");

-- CreateIndex
CREATE INDEX "customer_shop_id_merged_into_id_idx" ON "customer"("shop_id", "merged_into_id");

-- CreateIndex
CREATE INDEX "order_shop_id_customer_id_processed_at_idx" ON "order"("shop_id", "customer_id", "processed_at");

-- CreateIndex
CREATE INDEX "order_shop_id_processed_at_idx" ON "order"("shop_id", "processed_at");

-- CreateIndex
CREATE INDEX "bulk_import_shop_id_kind_started_at_idx" ON "bulk_import"("shop_id", "kind", "started_at");

-- CreateIndex
CREATE INDEX "webhook_inbox_shop_id_applied_at_idx" ON "webhook_inbox"("shop_id", "applied_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_inbox_shop_id_topic_event_id_key" ON "webhook_inbox"("shop_id", "topic", "event_id");

-- CreateIndex
CREATE INDEX "customer_score_shop_id_rfm_group_idx" ON "customer_score"("shop_id", "rfm_group");

-- CreateIndex
CREATE INDEX "customer_score_shop_id_risk_score_idx" ON "customer_score"("shop_id", "risk_score");

-- CreateIndex
CREATE INDEX "customer_score_shop_id_lifecycle_stage_idx" ON "customer_score"("shop_id", "lifecycle_stage");

-- CreateIndex
CREATE INDEX "customer_score_shop_id_value_tier_idx" ON "customer_score"("shop_id", "value_tier");

-- CreateIndex
CREATE INDEX "churn_alert_shop_id_customer_id_idx" ON "churn_alert"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "churn_alert_shop_id_state_value_at_risk_minor_idx" ON "churn_alert"("shop_id", "state", "value_at_risk_minor");

-- CreateIndex
CREATE INDEX "tag_change_shop_id_customer_id_idx" ON "tag_change"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "code_intent_shop_id_customer_id_idx" ON "code_intent"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "code_intent_shop_id_state_idx" ON "code_intent"("shop_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "code_intent_shop_id_code_key" ON "code_intent"("shop_id", "code");

-- What Prisma cannot express ------------------------------------------------------------------------------------------

-- One canonical shop key.
ALTER TABLE "shop" ADD CONSTRAINT "shop_domain_is_canonical" CHECK ("domain" ~ '^[a-z0-9][a-z0-9-]*\.myshopify\.com$');
ALTER TABLE "shop_session" ADD CONSTRAINT "shop_session_domain_is_canonical" CHECK ("shop_domain" ~ '^[a-z0-9][a-z0-9-]*\.myshopify\.com$');

-- At most one open alert a customer: an episode is alerted once.
CREATE UNIQUE INDEX "churn_alert_one_open" ON "churn_alert" ("shop_id", "customer_id") WHERE "state" = 'open';
-- The inbox that still waits, which stays small however long the history.
CREATE INDEX "webhook_inbox_waiting" ON "webhook_inbox" ("shop_id", "inbox_id") WHERE "applied_at" IS NULL;
-- At most one unfinished import of a kind.
CREATE UNIQUE INDEX "bulk_import_one_running" ON "bulk_import" ("shop_id", "kind") WHERE "finished_at" IS NULL;

-- Every tenant row belongs to a shop, and goes with it.
ALTER TABLE "customer" ADD CONSTRAINT "customer_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "tombstone" ADD CONSTRAINT "tombstone_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "order" ADD CONSTRAINT "order_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "bulk_import" ADD CONSTRAINT "bulk_import_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "webhook_inbox" ADD CONSTRAINT "webhook_inbox_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "scoring_run" ADD CONSTRAINT "scoring_run_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "customer_score" ADD CONSTRAINT "customer_score_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "churn_alert" ADD CONSTRAINT "churn_alert_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "tag_run" ADD CONSTRAINT "tag_run_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "tag_change" ADD CONSTRAINT "tag_change_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "code_intent" ADD CONSTRAINT "code_intent_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;

-- Row-level security: enabled and forced: no shop set means no row.
ALTER TABLE "customer" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "customer" FORCE ROW LEVEL SECURITY;
CREATE POLICY "customer_of_shop" ON "customer" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "tombstone" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "tombstone" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tombstone_of_shop" ON "tombstone" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "order" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "order" FORCE ROW LEVEL SECURITY;
CREATE POLICY "order_of_shop" ON "order" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "order_line" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "order_line" FORCE ROW LEVEL SECURITY;
CREATE POLICY "order_line_of_shop" ON "order_line" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "bulk_import" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "bulk_import" FORCE ROW LEVEL SECURITY;
CREATE POLICY "bulk_import_of_shop" ON "bulk_import" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "webhook_inbox" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "webhook_inbox" FORCE ROW LEVEL SECURITY;
CREATE POLICY "webhook_inbox_of_shop" ON "webhook_inbox" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "scoring_run" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "scoring_run" FORCE ROW LEVEL SECURITY;
CREATE POLICY "scoring_run_of_shop" ON "scoring_run" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "customer_score" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "customer_score" FORCE ROW LEVEL SECURITY;
CREATE POLICY "customer_score_of_shop" ON "customer_score" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "churn_alert" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "churn_alert" FORCE ROW LEVEL SECURITY;
CREATE POLICY "churn_alert_of_shop" ON "churn_alert" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "tag_run" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "tag_run" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tag_run_of_shop" ON "tag_run" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "tag_change" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "tag_change" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tag_change_of_shop" ON "tag_change" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "code_intent" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "code_intent" FORCE ROW LEVEL SECURITY;
CREATE POLICY "code_intent_of_shop" ON "code_intent" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
