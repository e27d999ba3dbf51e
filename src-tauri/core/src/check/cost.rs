//! What sending a post costs the clinic, where its platform charges for each.
//!
//! Invariant: a sum is told as what it is, about so much, and with what makes it dearer; nothing is told where nothing is
//! charged.

use super::capability::capability;
use super::x_text::weigh;
use crate::model::{Content, Platform};

/// What a post costs, in a sentence; with what reading it back once costs, where its channel has that done.
pub(super) fn of(platform: Platform, content: &Content, read_back: bool) -> Option<String> {
    let price = capability(platform).price?;
    let with_link = content.parts.iter().filter(|part| weigh(&part.text).links > 0).count() as u64;
    let plain = content.parts.len() as u64 - with_link;
    let described = content.media().filter(|media| !media.alt.0.trim().is_empty()).count() as u64;
    let sum = with_link * u64::from(price.link.value)
        + plain * u64::from(price.post.value)
        + described * u64::from(price.description.value);
    let read = content.parts.len() as u64 + content.media().count() as u64;
    let reading = if read_back { read * u64::from(price.reading.value) } else { 0 };
    let name = platform.name();
    let (one, dear) = (dollars(u64::from(price.post.value)), dollars(u64::from(price.link.value)));
    let mut said = format!("Sending this costs about {} on {name}", dollars(sum));
    if with_link > 0 {
        said.push_str(&format!(": {dear} for each post with a web address, {one} for one without."));
    } else {
        said.push_str(&format!(". A web address in it, also a bare one like lakeside.com, makes that {dear} a post."));
    }
    if described > 0 {
        said.push_str(&format!(
            " Each description of a picture is {} of it.",
            dollars(u64::from(price.description.value))
        ));
    }
    if read_back {
        said.push_str(&format!(
            " Reading back once what {name} shows then costs about {} more, {} in all; a channel’s page under Settings switches that off.",
            dollars(reading),
            dollars(sum + reading)
        ));
    }
    Some(said)
}

/// Whether a platform charges for what is sent and read.
pub(crate) fn charges(platform: Platform) -> bool {
    capability(platform).price.is_some()
}

/// What reading the numbers of a post once costs, in a sentence; none where nothing is charged.
pub(crate) fn read_price(platform: Platform) -> Option<String> {
    let price = capability(platform).price?;
    Some(format!(
        "Each part that is read costs about {} on {}, once a day however often it is read.",
        dollars(u64::from(price.reading.value)),
        platform.name()
    ))
}

/// What a search for so many posts costs at most, in a sentence; none where nothing is charged.
pub(crate) fn search_price(platform: Platform, most: u32) -> Option<String> {
    let price = capability(platform).price?;
    let (one, author, name) = (u64::from(price.reading.value), u64::from(price.author.value), platform.name());
    Some(format!(
        "Up to {most} posts cost {} to {} on {name}: {} for each that is found, once a day, and perhaps {} for its author’s name, which {name} does not say.",
        dollars(u64::from(most) * one),
        dollars(u64::from(most) * (one + author)),
        dollars(one),
        dollars(author),
    ))
}

/// What was read of a platform by which way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ReadSoFar {
    /// Comments, mentions and messages.
    pub(crate) inbox: u32,
    /// Readings of numbers.
    pub(crate) measured: u32,
    /// Posts that were found by searching.
    pub(crate) found: u32,
}

impl ReadSoFar {
    /// Whether there was nothing of it.
    pub(crate) const fn is_nothing(self) -> bool {
        self.inbox == 0 && self.measured == 0 && self.found == 0
    }
}

/// What was spent on a platform, in a sentence: for parts that went out, each with its words and how many of its pictures are
/// described, and for what was read. None where nothing is charged.
pub(crate) fn spent(platform: Platform, parts: &[(String, u32)], read: ReadSoFar) -> Option<String> {
    let price = capability(platform).price?;
    let with_link = parts.iter().filter(|(words, _)| weigh(words).links > 0).count() as u64;
    let plain = parts.len() as u64 - with_link;
    let described: u64 = parts.iter().map(|(_, described)| u64::from(*described)).sum();
    let sum = with_link * u64::from(price.link.value)
        + plain * u64::from(price.post.value)
        + described * u64::from(price.description.value)
        + (u64::from(read.inbox) + u64::from(read.measured) + u64::from(read.found)) * u64::from(price.reading.value);
    let counted = [
        (plain, "post", " without a web address"),
        (with_link, "post", " with a web address"),
        (described, "description", " of a picture"),
        (u64::from(read.inbox), "comment", " read in the inbox"),
        (u64::from(read.measured), "reading", " of numbers"),
        (u64::from(read.found), "post", " found by searching"),
    ];
    let counted: Vec<String> = counted
        .into_iter()
        .filter(|(many, ..)| *many > 0)
        .map(|(many, what, which)| format!("{many} {what}{}{which}", if many == 1 { "" } else { "s" }))
        .collect();
    let authors = match read.found {
        0 => String::new(),
        _ => format!(
            " Whether the authors’ names of what was found are charged, {} each, is not known.",
            dollars(u64::from(price.author.value))
        ),
    };
    Some(format!(
        "About {} on {}: {}.{authors} What is read back or looked for, and an account’s own numbers, are not counted here; what is billed stands on the platform’s own page. \
         Prices of {}: {}.",
        dollars(sum),
        platform.name(),
        counted.join(", "),
        price.post.read,
        price.post.source,
    ))
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
    use crate::model::{AltText, Digest, MediaRef, Part, PartRole};

    #[test]
    fn what_was_spent_is_a_sum_with_what_it_is_of() {
        let parts = [("Flu shots from Monday.".to_owned(), 1), ("Book at https://lakeside.com".to_owned(), 0)];
        let read = ReadSoFar { inbox: 2, ..ReadSoFar::default() };
        let said = spent(Platform::X, &parts, read).unwrap();
        assert!(
            said.starts_with(
                "About $0.23 on X: 1 post without a web address, 1 post with a web address, 1 description of a picture, \
                 2 comments read in the inbox. "
            ),
            "{said}"
        );
        assert_eq!(spent(Platform::Facebook, &parts, read), None, "nothing is charged there");
        let searched = spent(Platform::X, &[], ReadSoFar { found: 25, ..ReadSoFar::default() }).unwrap();
        assert!(
            searched.starts_with("About $0.125 on X: 25 posts found by searching. Whether the authors’ names"),
            "{searched}"
        );
    }

    #[test]
    fn what_a_search_costs_is_said_before_with_what_is_not_known_of_it() {
        let said = search_price(Platform::X, 25).unwrap();
        assert!(said.starts_with("Up to 25 posts cost $0.125 to $0.375 on X: $0.005 for each that is found"), "{said}");
        assert!(said.contains("perhaps $0.01 for its author’s name, which X does not say"), "{said}");
        assert_eq!(search_price(Platform::Facebook, 25), None);
    }

    #[test]
    fn a_link_makes_a_post_on_x_dearer_and_nothing_is_said_where_nothing_is_charged() {
        let plain = Content::of_text(Platform::X, "Flu shots from Monday.");
        let said = of(Platform::X, &plain, false).unwrap();
        assert!(said.contains("$0.015") && said.contains("lakeside.com, makes that $0.20"), "{said}");
        let mut thread = Content::of_text(Platform::X, "Book at lakeside.com.");
        thread.parts.push(Part { role: PartRole::Thread, text: "Or walk in.".into(), media: Vec::new() });
        assert!(of(Platform::X, &thread, false).unwrap().contains("$0.215"));
        for (pictures, sum) in [(1, "$0.02 "), (4, "$0.035 ")] {
            let mut described = plain.clone();
            described.parts[0].media = (0..pictures)
                .map(|at| MediaRef { digest: Digest::of(&[at]), alt: AltText("A door".into()), crop: None })
                .collect();
            let said = of(Platform::X, &described, false).unwrap();
            assert!(said.contains(sum) && said.contains("Each description of a picture is $0.005 of it."), "{said}");
            described.parts[0].media.iter_mut().for_each(|media| media.alt = AltText::default());
            assert_eq!(of(Platform::X, &described, false), of(Platform::X, &plain, false));
        }
        assert_eq!(of(Platform::Linkedin, &Content::of_text(Platform::Linkedin, "Book at lakeside.com."), true), None);
    }

    #[test]
    fn what_is_read_back_is_in_the_sum_and_said() {
        let mut thread = Content::of_text(Platform::X, "Flu shots from Monday.");
        let said = of(Platform::X, &thread, true).unwrap();
        assert!(said.contains("costs about $0.015 on X") && said.contains("about $0.005 more, $0.02 in all"), "{said}");
        thread.parts.push(Part { role: PartRole::Thread, text: "Or walk in.".into(), media: Vec::new() });
        thread.parts[0].media = vec![MediaRef { digest: Digest::of(b"door"), alt: AltText::default(), crop: None }];
        // Two posts of a cent and a half, and two posts and a picture read.
        let said = of(Platform::X, &thread, true).unwrap();
        assert!(said.contains("about $0.03 on X") && said.contains("about $0.015 more, $0.045 in all"), "{said}");
        assert!(!of(Platform::X, &thread, false).unwrap().contains("Reading"));
    }
}
