-- What defines the segments of a shop, version by version, and by which version a run scored.

-- CreateTable
CREATE TABLE "segment_definition" (
    "shop_id" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "restored_from" INTEGER,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "segment_definition_pkey" PRIMARY KEY ("shop_id","version")
);

ALTER TABLE "scoring_run" ADD COLUMN "definition_version" INTEGER;

-- What Prisma cannot express ------------------------------------------------------------------------------------------

ALTER TABLE "segment_definition" ADD CONSTRAINT "segment_definition_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "segment_definition" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "segment_definition" FORCE ROW LEVEL SECURITY;
CREATE POLICY "segment_definition_of_shop" ON "segment_definition" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
