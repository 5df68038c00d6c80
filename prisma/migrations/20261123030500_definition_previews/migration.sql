-- Who would move by a definition that is not saved yet: worked out by the worker, for the merchant to look at.

-- CreateTable
CREATE TABLE "definition_preview" (
    "shop_id" BIGINT NOT NULL,
    "preview_id" BIGSERIAL NOT NULL,
    "settings" JSONB NOT NULL,
    "asked_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "begun_at" TIMESTAMPTZ(6),
    "movement" JSONB,
    "places" BYTEA,
    "tags" JSONB,
    "error" TEXT,

    CONSTRAINT "definition_preview_pkey" PRIMARY KEY ("shop_id","preview_id")
);

-- What Prisma cannot express ------------------------------------------------------------------------------------------

ALTER TABLE "definition_preview" ADD CONSTRAINT "definition_preview_shop" FOREIGN KEY ("shop_id") REFERENCES "shop" ("shop_id") ON DELETE CASCADE;
ALTER TABLE "definition_preview" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "definition_preview" FORCE ROW LEVEL SECURITY;
CREATE POLICY "definition_preview_of_shop" ON "definition_preview" USING ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint) WITH CHECK ("shop_id" = nullif(current_setting('perennial.shop_id', true), '')::bigint);
