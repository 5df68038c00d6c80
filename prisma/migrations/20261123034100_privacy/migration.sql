-- Requests for data leave the shop's marks and have rows of their own, and whoever looked at personal fields is on record.

-- CreateTable
CREATE TABLE "data_request" (
    "shop_id" BIGINT NOT NULL,
    "request_id" TEXT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "order_ids" BIGINT[],
    "asked_at" TIMESTAMPTZ(6) NOT NULL,
    "downloaded_at" TIMESTAMPTZ(6),
    "handed_over_at" TIMESTAMPTZ(6),

    CONSTRAINT "data_request_pkey" PRIMARY KEY ("shop_id","request_id")
);

-- CreateTable
CREATE TABLE "access_log" (
    "shop_id" BIGINT NOT NULL,
    "entry_id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "staff" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "customers" INTEGER NOT NULL,

    CONSTRAINT "access_log_pkey" PRIMARY KEY ("shop_id","entry_id")
);

-- CreateIndex
CREATE INDEX "data_request_shop_id_customer_id_idx" ON "data_request"("shop_id", "customer_id");

-- CreateIndex
CREATE INDEX "access_log_shop_id_at_idx" ON "access_log"("shop_id", "at");

-- What Prisma cannot express ------------------------------------------------------------------------------------------

ALTER TABLE "data_request" ADD CONSTRAINT "data_request_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "access_log" ADD CONSTRAINT "access_log_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;

-- Before row-level security is forced: here no shop is set.
INSERT INTO "data_request" ("shop_id", "request_id", "customer_id", "order_ids", "asked_at")
SELECT s."shop_id", r ->> 'requestId', (r ->> 'customerId')::bigint, ARRAY(SELECT jsonb_array_elements_text(r -> 'orderIds')::bigint), (r ->> 'askedAt')::timestamptz
FROM "shop" s CROSS JOIN LATERAL jsonb_array_elements(s."marks" -> 'dataRequests') r
WHERE jsonb_typeof(s."marks" -> 'dataRequests') = 'array'
ON CONFLICT DO NOTHING;
UPDATE "shop" SET "marks" = "marks" - 'dataRequests' WHERE "marks" ? 'dataRequests';

ALTER TABLE "data_request" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "data_request" FORCE ROW LEVEL SECURITY;
CREATE POLICY "data_request_of_shop" ON "data_request" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
ALTER TABLE "access_log" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "access_log" FORCE ROW LEVEL SECURITY;
CREATE POLICY "access_log_of_shop" ON "access_log" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
