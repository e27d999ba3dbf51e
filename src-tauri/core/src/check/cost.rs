//! What sending a post costs the clinic, where its platform charges for each.
//!
//! Invariant: a sum is told as what it is, about so much, and with what makes it dearer; nothing is told where nothing is
//! charged.

use super::capability::capability;
use super::x_text::weigh;
use crate::model::{Content, Platform};

/// What a post costs, in a sentence.
pub(super) fn of(platform: Platform, content: &Content) -> Option<String> {
    let price = capability(platform).price?;
    let with_link = content.parts.iter().filter(|part| weigh(&part.text).links > 0).count() as u64;
    let plain = content.parts.len() as u64 - with_link;
    let sum = with_link * u64::from(price.link.value) + plain * u64::from(price.post.value);
    let name = platform.name();
    let (one, dear) = (dollars(u64::from(price.post.value)), dollars(u64::from(price.link.value)));
    Some(match with_link {
        0 => {
            format!("Sending this costs about {} on {name}. A link in it would make that {dear} a post.", dollars(sum))
        }
        _ => format!(
            "Sending this costs about {} on {name}: {dear} for each post with a link, {one} for one without.",
            dollars(sum)
        ),
    })
}

/// Tenths of a cent, as people write dollars.
fn dollars(mills: u64) -> String {
    match mills % 10 {
        0 => format!("${}.{:02}", mills / 1000, mills % 1000 / 10),
        _ => format!("${}.{:03}", mills / 1000, mills % 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Part, PartRole};

    #[test]
    fn a_link_makes_a_post_on_x_dearer_and_nothing_is_said_where_nothing_is_charged() {
        let plain = Content::of_text(Platform::X, "Flu shots from Monday.");
        let said = of(Platform::X, &plain).unwrap();
        assert!(said.contains("$0.015") && said.contains("$0.20"), "{said}");
        let mut thread = Content::of_text(Platform::X, "Book at lakeside.com.");
        thread.parts.push(Part { role: PartRole::Thread, text: "Or walk in.".into(), media: Vec::new() });
        assert!(of(Platform::X, &thread).unwrap().contains("$0.215"));
        assert_eq!(of(Platform::Linkedin, &Content::of_text(Platform::Linkedin, "Book at lakeside.com.")), None);
    }
}
