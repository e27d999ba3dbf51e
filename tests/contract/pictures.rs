//! Posts with pictures, on every platform that shows them: in their order, described, and uploaded no oftener than needed.
//!
//! On YouTube a picture only stands before its video: `films.rs` has that.

use countersign_practice::Action;
use countersign_tests::stage::{Stage, with_pictures};

use crate::facts::Facts;

macro_rules! for_every_platform_of_pictures {
    ($($name:ident $facts:ident),+) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn pictures_go_out_in_their_order_with_their_descriptions() {
                super::pictures_go_out_in_their_order_with_their_descriptions(&crate::facts::$facts).await;
            }
            #[tokio::test(flavor = "multi_thread")]
            async fn a_dropped_answer_to_an_upload_costs_only_the_upload() {
                super::a_dropped_answer_to_an_upload_costs_only_the_upload(&crate::facts::$facts).await;
            }
        }
    )+};
}

for_every_platform_of_pictures!(x X, facebook FACEBOOK, linkedin LINKEDIN, instagram INSTAGRAM);

async fn pictures_go_out_in_their_order_with_their_descriptions(on: &Facts) {
    let stage = Stage::set().await;
    let pictures = [(10, "The new waiting room"), (20, "Dr. Rao at the desk"), (30, "The “green” door & its <sign>")];
    let post = stage.signed(&with_pictures(stage.clinic(), on.text("Come and see."), &pictures), 10);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(stage.control().ledger()[0].media_sha256.len(), 3);
}

async fn a_dropped_answer_to_an_upload_costs_only_the_upload(on: &Facts) {
    let stage = Stage::set().await;
    let pictures = [(40, "The door"), (50, "The garden")];
    let post = stage.signed(&with_pictures(stage.clinic(), on.text("Come in."), &pictures), 5);
    stage.fault(on.practice, on.upload, 1, 1, Action::DropAfterAccept);
    stage.posted(post).await;
    assert_eq!(stage.asked(on.commit), 1);
    stage.holds_exactly(&[post]);
}
