-- What Shopify holds of a customer in the app's metafields, what it is to hold, and how far that has come.

-- CreateTable
CREATE TABLE "metafield_run" (
    "shop_id" BIGINT NOT NULL,
    "metafield_run_id" BIGSERIAL NOT NULL,
    "planned_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" TEXT NOT NULL DEFAULT 'applying',
    "reason" TEXT NOT NULL,
    "planned" INTEGER NOT NULL DEFAULT 0,
    "written" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(6),
    "claimed_until" TIMESTAMPTZ(6),

    CONSTRAINT "metafield_run_pkey" PRIMARY KEY ("shop_id","metafield_run_id")
);

-- CreateTable
CREATE TABLE "customer_metafield" (
    "shop_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "stage" TEXT,
    "risk_score" INTEGER,
    "offer_code" TEXT,
    "to_stage" TEXT,
    "to_risk_score" INTEGER,
    "to_offer_code" TEXT,
    "doubtful" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "state" TEXT NOT NULL,
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "error" TEXT,
    "written_at" TIMESTAMPTZ(6),

    CONSTRAINT "customer_metafield_pkey" PRIMARY KEY ("shop_id","customer_id")
);

-- What Prisma cannot express ------------------------------------------------------------------------------------------

-- A shop has one unfinished run: what is planned meanwhile joins it.
CREATE UNIQUE INDEX "metafield_run_one_open" ON "metafield_run" ("shop_id") WHERE "finished_at" IS NULL;
-- The customers whose fields are not yet as they are to be: few, however many customers there are.
CREATE INDEX "customer_metafield_unfinished" ON "customer_metafield" ("shop_id", "customer_id") WHERE "state" IN ('planned', 'sending');
-- Who carries an offer's code: few.
CREATE INDEX "customer_metafield_offer" ON "customer_metafield" ("shop_id", "offer_code") WHERE "offer_code" IS NOT NULL;

ALTER TABLE "metafield_run" ADD CONSTRAINT "metafield_run_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "customer_metafield" ADD CONSTRAINT "customer_metafield_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "metafield_run" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "metafield_run" FORCE ROW LEVEL SECURITY;
CREATE POLICY "metafield_run_of_shop" ON "metafield_run" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "customer_metafield" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "customer_metafield" FORCE ROW LEVEL SECURITY;
CREATE POLICY "customer_metafield_of_shop" ON "customer_metafield" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
