-- Codes that are made many at a time, and what was found to be wrong with a code.

-- CreateTable
CREATE TABLE "code_batch" (
    "shop_id" BIGINT NOT NULL,
    "batch_id" BIGSERIAL NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "discount_gid" TEXT,
    "creation_gid" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "attempted_at" TIMESTAMPTZ(6),
    "added_at" TIMESTAMPTZ(6),
    "claimed_until" TIMESTAMPTZ(6),
    "claims" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(6),

    CONSTRAINT "code_batch_pkey" PRIMARY KEY ("shop_id","batch_id")
);

-- CreateTable
CREATE TABLE "code_incident" (
    "shop_id" BIGINT NOT NULL,
    "incident_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "intent_key" TEXT NOT NULL,
    "order_id" BIGINT NOT NULL DEFAULT 0,
    "found_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "code_incident_pkey" PRIMARY KEY ("shop_id","incident_id")
);

-- AlterTable
ALTER TABLE "code_intent" ADD COLUMN "batch_id" BIGINT,
ADD COLUMN "reissues" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "code_batch_shop_id_state_idx" ON "code_batch"("shop_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "code_incident_shop_id_code_kind_order_id_key" ON "code_incident"("shop_id", "code", "kind", "order_id");

-- CreateIndex
CREATE INDEX "code_incident_shop_id_intent_key_idx" ON "code_incident"("shop_id", "intent_key");

-- CreateIndex
CREATE INDEX "code_intent_shop_id_batch_id_idx" ON "code_intent"("shop_id", "batch_id");

-- What Prisma cannot express ------------------------------------------------------------------------------------------

ALTER TABLE "code_batch" ADD CONSTRAINT "code_batch_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "code_batch" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "code_batch" FORCE ROW LEVEL SECURITY;
CREATE POLICY "code_batch_of_shop" ON "code_batch" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);

ALTER TABLE "code_incident" ADD CONSTRAINT "code_incident_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "code_incident" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "code_incident" FORCE ROW LEVEL SECURITY;
CREATE POLICY "code_incident_of_shop" ON "code_incident" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
