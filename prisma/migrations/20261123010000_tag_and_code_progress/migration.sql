-- How far a tag run has come, so that a killed one goes on where it was.
ALTER TABLE "tag_run" ADD COLUMN "undoes_run_id" BIGINT,
ADD COLUMN "claimed_until" TIMESTAMPTZ(6);
ALTER TABLE "tag_change" ADD COLUMN "part" INTEGER,
ADD COLUMN "add_line" INTEGER,
ADD COLUMN "remove_line" INTEGER,
ADD COLUMN "add_done" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "remove_done" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "tag_bulk" (
    "shop_id" BIGINT NOT NULL,
    "tag_run_id" BIGINT NOT NULL,
    "part" INTEGER NOT NULL,
    "direction" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "lines" INTEGER NOT NULL,
    "staged_path" TEXT,
    "operation_gid" TEXT,
    "lines_read" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "submitted_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "tag_bulk_pkey" PRIMARY KEY ("shop_id","tag_run_id","part","direction")
);

-- One reward is settled by one process at a time, and a process that lost its claim changes nothing more.
ALTER TABLE "code_intent" ADD COLUMN "attempted_at" TIMESTAMPTZ(6),
ADD COLUMN "claimed_until" TIMESTAMPTZ(6),
ADD COLUMN "claims" INTEGER NOT NULL DEFAULT 0;

-- What Prisma cannot express ------------------------------------------------------------------------------------------

-- The changes that are not yet at Shopify: few, however long the history.
CREATE INDEX "tag_change_unfinished" ON "tag_change" ("shop_id", "customer_id") WHERE "state" IN ('planned', 'sending');
CREATE INDEX "tag_change_unfinished_of_run" ON "tag_change" ("shop_id", "tag_run_id", "customer_id") WHERE "state" IN ('planned', 'sending');

ALTER TABLE "tag_bulk" ADD CONSTRAINT "tag_bulk_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "tag_bulk" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "tag_bulk" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tag_bulk_of_shop" ON "tag_bulk" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
