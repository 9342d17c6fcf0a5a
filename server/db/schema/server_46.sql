-- What the figures of the security office (review/figures.h) count, in the order in which they count it.
CREATE INDEX entry_figures ON entry (campus, at, gate, kind, direction, colour, reason, unit);
CREATE INDEX application_by_decision ON application (campus, decided_at, unit, submitted_at, walk_up);
