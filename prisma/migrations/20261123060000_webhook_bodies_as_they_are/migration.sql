-- A body lives for seconds. Compressing it would cost more than all else that is done before the answer.
ALTER TABLE "webhook_inbox" ALTER COLUMN "body" SET STORAGE EXTERNAL;
