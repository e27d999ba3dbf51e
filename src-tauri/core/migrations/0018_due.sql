-- When a delivery is due, beside its state: the queue is read at each turn of the dispatcher, and a month's posts are not gone
-- through each time to find the next of them.

-- The plan's instant, nothing where there is no plan. Kept by the triggers below, whoever plans the post.
ALTER TABLE delivery ADD COLUMN due_at INTEGER;

UPDATE delivery SET due_at = (SELECT plan.due_at FROM plan WHERE plan.post_id = delivery.post_id);

DROP INDEX delivery_by_state;
CREATE INDEX delivery_by_state ON delivery (state, due_at);

CREATE TRIGGER delivery_due_of_a_new_one AFTER INSERT ON delivery
BEGIN
  UPDATE delivery SET due_at = (SELECT plan.due_at FROM plan WHERE plan.post_id = NEW.post_id) WHERE id = NEW.id;
END;
CREATE TRIGGER delivery_due_of_a_plan AFTER INSERT ON plan
BEGIN
  UPDATE delivery SET due_at = NEW.due_at WHERE post_id = NEW.post_id;
END;
CREATE TRIGGER delivery_due_of_another_time AFTER UPDATE OF due_at ON plan
BEGIN
  UPDATE delivery SET due_at = NEW.due_at WHERE post_id = NEW.post_id;
END;
CREATE TRIGGER delivery_due_of_no_time AFTER DELETE ON plan
BEGIN
  UPDATE delivery SET due_at = NULL WHERE post_id = OLD.post_id;
END;
