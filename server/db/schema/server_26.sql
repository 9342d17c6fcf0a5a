-- The language of messages to a visitor and of the pass page: 'zh', 'en', or '' where nobody chose one. Then document and
-- name decide (flow/visitor_text.h).
ALTER TABLE person ADD COLUMN language TEXT NOT NULL DEFAULT '';
-- The language in which a walk-up was filled in, for the page that shows its state.
ALTER TABLE walk_up ADD COLUMN language TEXT NOT NULL DEFAULT '';
