-- The purchase history of a shop as packed columns, what of it has to be read again, and where everybody stands.

-- CreateTable
CREATE TABLE "history_chunk" (
    "shop_id" BIGINT NOT NULL,
    "first_key" BIGINT NOT NULL,
    "made_with" TEXT NOT NULL,
    "buyers" BYTEA NOT NULL,
    "orders" BYTEA NOT NULL,

    CONSTRAINT "history_chunk_pkey" PRIMARY KEY ("shop_id","first_key")
);

-- CreateTable
CREATE TABLE "history_mark" (
    "shop_id" BIGINT NOT NULL,
    "mark_id" BIGSERIAL NOT NULL,
    "buyer_key" BIGINT NOT NULL,

    CONSTRAINT "history_mark_pkey" PRIMARY KEY ("shop_id","mark_id")
);

-- CreateTable
CREATE TABLE "segment_chunk" (
    "shop_id" BIGINT NOT NULL,
    "first_key" BIGINT NOT NULL,
    "customer_ids" BYTEA NOT NULL,
    "codes" BYTEA NOT NULL,

    CONSTRAINT "segment_chunk_pkey" PRIMARY KEY ("shop_id","first_key")
);

-- What Prisma cannot express ------------------------------------------------------------------------------------------

-- The columns are packed already: compressing them would cost more than it saves.
ALTER TABLE "history_chunk" ALTER COLUMN "buyers" SET STORAGE EXTERNAL, ALTER COLUMN "orders" SET STORAGE EXTERNAL;
ALTER TABLE "segment_chunk" ALTER COLUMN "customer_ids" SET STORAGE EXTERNAL, ALTER COLUMN "codes" SET STORAGE EXTERNAL;

ALTER TABLE "history_chunk" ADD CONSTRAINT "history_chunk_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "history_mark" ADD CONSTRAINT "history_mark_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "segment_chunk" ADD CONSTRAINT "segment_chunk_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "history_chunk" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "history_chunk" FORCE ROW LEVEL SECURITY;
CREATE POLICY "history_chunk_of_shop" ON "history_chunk" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "history_mark" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "history_mark" FORCE ROW LEVEL SECURITY;
CREATE POLICY "history_mark_of_shop" ON "history_mark" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "segment_chunk" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "segment_chunk" FORCE ROW LEVEL SECURITY;
CREATE POLICY "segment_chunk_of_shop" ON "segment_chunk" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
