-- Rows of orders are kept in "storage"."order", the one partition of "order". All that is read, changed or deleted goes through
-- "order" and its policy, as ever. Into "storage"."order" itself the app's role may insert and no more (setup-database.ts), every
-- column but the shop's, which is that of the transaction: COPY, which row-level security refuses, can so write orders in one go.
DROP POLICY "order_of_shop" ON "order";
ALTER TABLE "order" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "order" DISABLE ROW LEVEL SECURITY;

CREATE SCHEMA "storage";
ALTER TABLE "order" SET SCHEMA "storage";

CREATE TABLE "order" (LIKE "storage"."order" INCLUDING DEFAULTS) PARTITION BY LIST ("shop_id");
ALTER TABLE "order" ADD CONSTRAINT "order_pkey" PRIMARY KEY ("shop_id", "order_id");
-- Numbers of customers are unique in all of Shopify. By hash an entry takes half the time, and no customer's number stands in it.
DROP INDEX "storage"."order_shop_id_customer_id_idx";
CREATE INDEX "order_customer_id_idx" ON "order" USING HASH ("customer_id");
ALTER TABLE "order" ATTACH PARTITION "storage"."order" DEFAULT;

-- Without a shop the transaction cannot insert: there is no such setting, or it is no number.
ALTER TABLE "storage"."order" ALTER COLUMN "shop_id" SET DEFAULT current_setting('perennial.shop_id')::bigint;

ALTER TABLE "order" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "order" FORCE ROW LEVEL SECURITY;
CREATE POLICY "order_of_shop" ON "order" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = (SELECT nullif(current_setting('perennial.shop_id', true), '')::bigint));
