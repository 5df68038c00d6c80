-- What the pages of write-back say of a run: who asked for it, how much it plans, by which arithmetic it is sent, when it was stopped.

-- AlterTable
ALTER TABLE "tag_run" ADD COLUMN     "adds" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "removals" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "route" JSONB,
ADD COLUMN     "staff" TEXT,
ADD COLUMN     "stopped_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "metafield_run" ADD COLUMN     "staff" TEXT,
ADD COLUMN     "stopped_at" TIMESTAMPTZ(6);
