-- What reconciliation has compared, how far it has come, and what it found to differ from Shopify.

-- CreateTable
CREATE TABLE "reconcile_pass" (
    "shop_id" BIGINT NOT NULL,
    "pass_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(6),
    "error" TEXT,
    "rows_compared" INTEGER NOT NULL DEFAULT 0,
    "state" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "reconcile_pass_pkey" PRIMARY KEY ("shop_id","pass_id")
);

-- CreateTable
CREATE TABLE "reconcile_mark" (
    "shop_id" BIGINT NOT NULL,
    "subject" TEXT NOT NULL,
    "changed_until" TIMESTAMPTZ(6) NOT NULL,
    "cursor" TEXT,
    "cursor_from" TIMESTAMPTZ(6),

    CONSTRAINT "reconcile_mark_pkey" PRIMARY KEY ("shop_id","subject")
);

-- CreateTable
CREATE TABLE "drift" (
    "shop_id" BIGINT NOT NULL,
    "drift_id" BIGSERIAL NOT NULL,
    "pass_id" BIGINT NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_id" BIGINT NOT NULL,
    "was" TEXT NOT NULL,
    "fields" TEXT[],
    "differed_since" TIMESTAMPTZ(6),
    "found_at" TIMESTAMPTZ(6) NOT NULL,
    "repaired_at" TIMESTAMPTZ(6) NOT NULL,
    "in_flight" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "drift_pkey" PRIMARY KEY ("shop_id","drift_id")
);

-- CreateIndex
CREATE INDEX "reconcile_pass_shop_id_kind_finished_at_idx" ON "reconcile_pass"("shop_id", "kind", "finished_at");

-- CreateIndex
CREATE INDEX "drift_shop_id_found_at_idx" ON "drift"("shop_id", "found_at");

-- CreateIndex
CREATE INDEX "drift_shop_id_subject_subject_id_idx" ON "drift"("shop_id", "subject", "subject_id");

-- What Prisma cannot express ------------------------------------------------------------------------------------------

-- A shop has one unfinished pass of a kind: whoever comes later goes on with it.
CREATE UNIQUE INDEX "reconcile_pass_one_running" ON "reconcile_pass" ("shop_id", "kind") WHERE "finished_at" IS NULL;

ALTER TABLE "reconcile_pass" ADD CONSTRAINT "reconcile_pass_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "reconcile_pass" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "reconcile_pass" FORCE ROW LEVEL SECURITY;
CREATE POLICY "reconcile_pass_of_shop" ON "reconcile_pass" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);

ALTER TABLE "reconcile_mark" ADD CONSTRAINT "reconcile_mark_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "reconcile_mark" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "reconcile_mark" FORCE ROW LEVEL SECURITY;
CREATE POLICY "reconcile_mark_of_shop" ON "reconcile_mark" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);

ALTER TABLE "drift" ADD CONSTRAINT "drift_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "drift" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "drift" FORCE ROW LEVEL SECURITY;
CREATE POLICY "drift_of_shop" ON "drift" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
