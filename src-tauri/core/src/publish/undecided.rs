//! What needs a decision: said once, for Today, for the number beside its name, and for the tray.
//!
//! Invariant: it is an expression over a row of `delivery`, so that whoever counts and whoever shows ask the very same.

macro_rules! ended {
    () => {
        "
    CASE delivery.state
        WHEN 'failed' THEN 1 WHEN 'in_doubt' THEN 1 WHEN 'handed_over' THEN 1 WHEN 'missed' THEN 1 WHEN 'expired' THEN 1
        WHEN 'at_platform' THEN delivery.message IS NOT NULL
        WHEN 'held' THEN delivery.message IS NOT NULL
            AND EXISTS (SELECT 1 FROM post_approval WHERE post_approval.post_id = delivery.post_id)
        WHEN 'partly_posted' THEN CASE WHEN delivery.take_down_at IS NULL THEN delivery.rest_dropped_at IS NULL
            ELSE EXISTS (SELECT 1 FROM part JOIN removal ON removal.part_id = part.id
                         WHERE part.delivery_id = delivery.id AND removal.state IN ('refused', 'by_hand')) END
        WHEN 'posted' THEN delivery.take_down_at IS NOT NULL
            AND EXISTS (SELECT 1 FROM part JOIN removal ON removal.part_id = part.id
                        WHERE part.delivery_id = delivery.id AND removal.state IN ('refused', 'by_hand'))
        ELSE 0 END"
    };
}

macro_rules! shown_otherwise {
    () => {
        "(delivery.take_down_at IS NULL
          AND EXISTS (SELECT 1 FROM part JOIN read_back ON read_back.part_id = part.id
                      WHERE part.delivery_id = delivery.id AND part.state = 'posted'
                        AND read_back.outcome IN ('differs', 'gone') AND read_back.seen_at IS NULL))"
    };
}

/// Whether a person has to decide about a delivery before anything more becomes of it: it ended where nobody wanted it, it
/// should not be public any more and could not be taken down, or it is signed and something keeps it from going out, or its
/// platform shows something else than was signed, and nobody has seen that.
/// Half a post needs nobody while it is being taken down, nor once a person was content with it.
pub const UNDECIDED: &str = concat!("(", ended!(), " OR ", shown_otherwise!(), ")");

/// The same, but for what its platform shows otherwise than it was signed.
pub(super) const ENDED_UNWANTED: &str = ended!();

/// The deliveries of which [`UNDECIDED`] can be true, found without looking at those that went out and stayed out.
pub(super) const MAY_BE_UNDECIDED: &str = "
    SELECT id FROM delivery WHERE state IN ('held', 'failed', 'in_doubt', 'handed_over', 'missed', 'expired', 'partly_posted',
                                              'at_platform')
    UNION
    SELECT part.delivery_id FROM removal CROSS JOIN part ON part.id = removal.part_id
    WHERE removal.state IN ('refused', 'by_hand')
    UNION
    SELECT part.delivery_id FROM read_back CROSS JOIN part ON part.id = read_back.part_id
    WHERE read_back.outcome IN ('differs', 'gone') AND read_back.seen_at IS NULL";

/// The posts that came since `$1` to an end that nobody wanted: id, post and channel of each, and a mark that names the occurrence. Of what is
/// in doubt only that which is so since `$2`, and of what is to be taken down that which is so since `$3`: whoever asked for it looks on.
/// What a person posts by hand has not ended; what nobody asked a doctor to sign is a draft; and whoever stopped everything knows what the
/// stop lets pass. What a platform keeps may still become public, and what could not be taken down still is, however long ago that was.
pub fn unwanted_ends() -> String {
    format!(
        "SELECT delivery.id || ' ' || delivery.attempt || ' ' || coalesce(delivery.take_down_at, '') AS mark, delivery.post_id, post.channel_id
         FROM ({MAY_BE_UNDECIDED}) AS may CROSS JOIN delivery ON delivery.id = may.id CROSS JOIN post ON post.id = delivery.post_id
         WHERE (delivery.state = 'at_platform' OR delivery.take_down_at IS NOT NULL OR delivery.changed_at > $1)
           AND (delivery.state <> 'in_doubt' OR delivery.changed_at <= $2)
           AND (delivery.take_down_at IS NULL OR delivery.changed_at <= $3)
           AND delivery.state <> 'handed_over' AND post.discarded_at IS NULL AND {ENDED_UNWANTED}
           AND (delivery.state <> 'expired' OR post.review = 'pending_review'
                OR EXISTS (SELECT 1 FROM approval WHERE approval.post_id = post.id))
           AND NOT (delivery.state IN ('missed', 'expired')
                    AND EXISTS (SELECT 1 FROM clinic WHERE stopped_at <= delivery.changed_at))"
    )
}

/// The posts of which it was found since `$1` that their platform shows them otherwise than they were signed, or not any more, and at which
/// nobody has looked: as in [`unwanted_ends`].
pub const SHOWN_OTHERWISE: &str = "
    SELECT DISTINCT delivery.id AS mark, delivery.post_id, post.channel_id
    FROM read_back CROSS JOIN part ON part.id = read_back.part_id CROSS JOIN delivery ON delivery.id = part.delivery_id
         CROSS JOIN post ON post.id = delivery.post_id
    WHERE read_back.outcome IN ('differs', 'gone') AND read_back.seen_at IS NULL AND read_back.found_at > $1
      AND part.state = 'posted' AND delivery.take_down_at IS NULL AND post.discarded_at IS NULL";

/// The posts that wait for a doctor. Those that have a time are found by their delivery: a post's first time brings it one.
pub(super) const WAITING: &str = "
    SELECT post.id FROM delivery CROSS JOIN post ON post.id = delivery.post_id
    WHERE delivery.state = 'held' AND post.review = 'pending_review' AND post.discarded_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM post_approval WHERE post_approval.post_id = post.id)
    UNION ALL
    SELECT post.id FROM post
    WHERE post.planned = 0 AND post.discarded_at IS NULL AND post.review = 'pending_review'
      AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.post_id = post.id)
      AND NOT EXISTS (SELECT 1 FROM post_approval WHERE post_approval.post_id = post.id)";
