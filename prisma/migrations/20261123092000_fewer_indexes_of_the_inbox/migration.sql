-- What is stored before the answer is entered into as few indexes as may be: a row that waits stands in "webhook_inbox_waiting"
-- alone, and in these two once it has been applied (retention, the page of the connection) or left aside with its body (erasure).
DROP INDEX "webhook_inbox_shop_id_applied_at_idx";
CREATE INDEX "webhook_inbox_applied" ON "webhook_inbox" ("shop_id", "applied_at") WHERE "applied_at" IS NOT NULL;
DROP INDEX "webhook_inbox_with_body";
CREATE INDEX "webhook_inbox_left_aside" ON "webhook_inbox" ("shop_id", "applied_at") WHERE "body" IS NOT NULL AND "applied_at" IS NOT NULL;
-- Bodies that fit beside the rest of their row stay there: most have two or three kilobytes.
ALTER TABLE "webhook_inbox" SET (toast_tuple_target = 8160);
