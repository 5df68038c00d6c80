-- What a past day would have been told, and who moved between two days.

-- CreateTable
CREATE TABLE "shop_backtest" (
    "shop_id" BIGINT NOT NULL,
    "as_of" DATE NOT NULL,
    "horizon_days" INTEGER NOT NULL,
    "made_with" JSONB NOT NULL,
    "requested_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "computed_at" TIMESTAMPTZ(6),
    "result" JSONB,
    "error" TEXT,

    CONSTRAINT "shop_backtest_pkey" PRIMARY KEY ("shop_id","as_of")
);

-- CreateTable
CREATE TABLE "segment_movement" (
    "shop_id" BIGINT NOT NULL,
    "from_on" DATE NOT NULL,
    "to_on" DATE NOT NULL,
    "made_with" JSONB NOT NULL,
    "requested_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "computed_at" TIMESTAMPTZ(6),
    "matrices" JSONB,
    "members" BYTEA,
    "error" TEXT,

    CONSTRAINT "segment_movement_pkey" PRIMARY KEY ("shop_id","from_on","to_on")
);

-- What Prisma cannot express ------------------------------------------------------------------------------------------

ALTER TABLE "shop_backtest" ADD CONSTRAINT "shop_backtest_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "shop_backtest" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "shop_backtest" FORCE ROW LEVEL SECURITY;
CREATE POLICY "shop_backtest_of_shop" ON "shop_backtest" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "segment_movement" ADD CONSTRAINT "segment_movement_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "segment_movement" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "segment_movement" FORCE ROW LEVEL SECURITY;
CREATE POLICY "segment_movement_of_shop" ON "segment_movement" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
