-- The two tables with a row for every order and line of a shop lose their reference to it: PostgreSQL checks such a reference
-- row by row, and that took longer than all the rest of an import. Whoever writes orders holds the shop's row instead
-- (holdShop of app/records/inbound/lock.ts), once a transaction, and a shop that is erased takes its orders with it in one step.
ALTER TABLE "order" DROP CONSTRAINT "order_shop";
ALTER TABLE "order_line" DROP CONSTRAINT "order_line_shop";
