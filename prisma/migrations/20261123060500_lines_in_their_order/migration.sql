-- The lines of an order move into its row (app/records/inbound/order-lines.ts says how they are written there), and what
-- importing half a million orders paid for without need goes: an index that no query uses, the time in the index by customer,
-- and reading the shop's setting anew for every row that is written.
-- Whoever owns the tables reads all of them here, also where forced row-level security would show nothing.
ALTER TABLE "order" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "order_line" NO FORCE ROW LEVEL SECURITY;

-- AlterTable
ALTER TABLE "order" ADD COLUMN "lines" TEXT NOT NULL DEFAULT '[]', ADD COLUMN "line_products" TEXT;

UPDATE "order" o SET "lines" = l."lines", "line_products" = l."products" FROM (
    SELECT "shop_id", "order_id",
        '[' || string_agg('[' || "line_id" || ',' || to_json("title") || ',' || "quantity" || ',' || coalesce(to_json("sku")::text, 'null') || ',"' || trim_scale("unit_price") || '"]', ',' ORDER BY "line_id") || ']' AS "lines",
        '[' || string_agg('["' || "line_id" || '",' || coalesce('"' || "product_id" || '"', 'null') || ',' || coalesce('"' || "variant_id" || '"', 'null') || ']', ',' ORDER BY "line_id")
            FILTER (WHERE "product_id" IS NOT NULL OR "variant_id" IS NOT NULL) || ']' AS "products"
    FROM "order_line" GROUP BY "shop_id", "order_id") l
WHERE l."shop_id" = o."shop_id" AND l."order_id" = o."order_id";

-- DropTable
DROP TABLE "order_line";

-- CreateTable
CREATE TABLE "early_order_line" (
    "shop_id" BIGINT NOT NULL,
    "order_id" BIGINT NOT NULL,
    "line_id" BIGINT NOT NULL,
    "line" TEXT NOT NULL,

    CONSTRAINT "early_order_line_pkey" PRIMARY KEY ("shop_id","order_id","line_id")
);

-- AlterTable
ALTER TABLE "bulk_import" DROP COLUMN "early_lines";

-- DropIndex
DROP INDEX "order_shop_id_processed_at_idx";
DROP INDEX "order_shop_id_customer_id_processed_at_idx";

-- CreateIndex
CREATE INDEX "order_shop_id_customer_id_idx" ON "order"("shop_id", "customer_id");

-- What Prisma cannot express ------------------------------------------------------------------------------------------

ALTER TABLE "order" FORCE ROW LEVEL SECURITY;
ALTER POLICY "order_of_shop" ON "order" WITH CHECK ("shop_id" = (SELECT nullif(current_setting('perennial.shop_id', true), '')::bigint));
ALTER TABLE "early_order_line" ADD CONSTRAINT "early_order_line_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "early_order_line" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "early_order_line" FORCE ROW LEVEL SECURITY;
CREATE POLICY "early_order_line_of_shop" ON "early_order_line" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
