//! What a connected channel needs besides its connection: a sign-in that has not ended, the rights it was to bring, and a
//! media host where the platform fetches pictures.
//!
//! Invariant: it only takes promises back. What can't be done anyway stays as it is said.

use super::types::{Ability, AbilityKind, AbilityState, SignIn, SignInStanding};
use crate::check::capability::capability;
use crate::clinic::{ChannelConnection, ChannelRow, ChannelWay};
use crate::model::{CommentRight, Login};

/// What is there of it.
pub(super) struct Means<'a> {
    /// Whether the clinic has a media host that works.
    pub(super) lends: bool,
    /// How the channel's sign-in stands, where that is known.
    pub(super) sign_in: Option<&'a SignIn>,
}

impl Means<'_> {
    /// What becomes of an ability of a channel.
    pub(super) fn hold(&self, row: &ChannelRow, ability: Ability) -> Ability {
        let connected = row.way == ChannelWay::Api && row.connection == ChannelConnection::Connected;
        if !connected || ability.state != AbilityState::Ready {
            return ability;
        }
        match self.lacking(row, ability.kind) {
            Some((says, mend)) => Ability {
                state: AbilityState::NotReady,
                says,
                mend: Some(mend.to_owned()),
                unverified: false,
                ..ability
            },
            None => ability,
        }
    }

    /// What is lacking for a kind, and how it is mended.
    fn lacking(&self, row: &ChannelRow, kind: AbilityKind) -> Option<(String, &'static str)> {
        let platform = row.platform.name();
        let again = "Connect the channel again.";
        if self.sign_in.is_some_and(|it| it.standing == SignInStanding::Ended) {
            return Some((format!("The sign-in at {platform} has ended."), again));
        }
        let goes_out = !matches!(kind, AbilityKind::TakeDown | AbilityKind::ReadBack);
        let missing = self.sign_in.map(|it| it.missing.as_slice()).unwrap_or_default();
        let to_comment = self.sign_in.and_then(|it| it.login).map(Login::comments);
        let needed = missing.iter().find(|right| {
            let comments = matches!(to_comment, Some(CommentRight::With(scope)) if scope == right.scope);
            (right.required && goes_out) || (kind == AbilityKind::FirstComment && comments)
        });
        if let Some(right) = needed {
            let says = format!("{platform} was not asked to let Countersign {}, or did not.", right.purpose);
            return Some((says, "Connect the channel again, and allow what is asked for."));
        }
        // Meta's guide says so; whether it also goes otherwise is unverified, and so it is not promised.
        let at_instagram = self.sign_in.is_some_and(|it| it.login == Some(Login::Instagram));
        if kind == AbilityKind::Video && at_instagram {
            let says = format!("{platform} takes videos only from accounts that are connected through Facebook.");
            return Some((says, "Connect the channel again, with Facebook Login."));
        }
        if kind == AbilityKind::FirstComment && to_comment == Some(CommentRight::Never) {
            let says = format!("{platform} lets no app comment for a person who signed in as themselves.");
            return Some((says, "Leave the first comment away, or write it on LinkedIn by hand."));
        }
        let table = capability(row.platform);
        let pictures = &table.pictures;
        // Where a post is nothing without a picture, nothing of it goes out.
        // A video is sent and not fetched.
        let fetches = goes_out
            && kind != AbilityKind::Video
            && (kind == AbilityKind::Pictures || (pictures.least.value > 0 && table.video.is_none()));
        if fetches && pictures.fetched.value && !self.lends {
            let says = format!("{platform} fetches pictures from a media host, and the clinic has none that works.");
            return Some((says, "Set up a media host under Settings."));
        }
        None
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::types::LoginRight;
    use super::*;
    use crate::model::{CredentialRef, Platform};

    /// A channel that is connected, and nothing is wrong with.
    pub(in crate::api) fn channel(platform: Platform) -> ChannelRow {
        let id = "01931c2e-5b00-7000-8000-000000000001".parse().unwrap();
        ChannelRow {
            id,
            platform,
            account_id: "1".into(),
            account_name: "Lakeside".into(),
            name: "Lakeside".into(),
            credential: CredentialRef::for_channel(id),
            way: ChannelWay::Api,
            connection: ChannelConnection::Connected,
            problem: None,
            max_hashtags: None,
            tier: crate::model::ChannelTier::Basic,
            zone: None,
            paused: false,
            read_back: true,
            sign_in: 1,
            removed: false,
            rests_until: None,
            troubles: 0,
        }
    }

    fn sign_in(standing: SignInStanding, missing: &[(&str, bool)]) -> SignIn {
        let right = |(scope, required): &(&str, bool)| LoginRight {
            scope: (*scope).to_owned(),
            purpose: "do it".into(),
            required: *required,
        };
        SignIn {
            login: None,
            ends: None,
            days: None,
            standing,
            renews: false,
            problem: None,
            missing: missing.iter().map(right).collect(),
            sentence: None,
        }
    }

    /// The kinds that are still ready, of those that were.
    #[track_caller]
    fn check(row: &ChannelRow, lends: bool, sign_in: Option<&SignIn>, expected: &[AbilityKind]) {
        let held = AbilityKind::ALL.iter().map(|kind| {
            let ready =
                Ability { kind: *kind, state: AbilityState::Ready, says: String::new(), mend: None, unverified: false };
            Means { lends, sign_in }.hold(row, ready)
        });
        let (ready, not): (Vec<_>, Vec<_>) = held.partition(|it| it.state == AbilityState::Ready);
        assert_eq!(ready.iter().map(|it| it.kind).collect::<Vec<_>>(), expected);
        assert!(not.iter().all(|it| it.state == AbilityState::NotReady && it.mend.is_some() && !it.says.is_empty()));
    }

    #[test]
    fn nothing_is_promised_that_lacks_its_means() {
        use AbilityKind as Is;
        let (instagram, facebook) = (channel(Platform::Instagram), channel(Platform::Facebook));
        check(&instagram, true, None, AbilityKind::ALL);
        // A video is sent, and needs nothing that it could be fetched from.
        check(&instagram, false, None, &[Is::Video, Is::TakeDown, Is::ReadBack]);
        let at_instagram = SignIn { login: Some(Login::Instagram), ..sign_in(SignInStanding::Lasts, &[]) };
        let but_videos: Vec<_> = AbilityKind::ALL.iter().copied().filter(|kind| *kind != Is::Video).collect();
        check(&instagram, true, Some(&at_instagram), &but_videos);
        let by_facebook = SignIn { login: Some(Login::InstagramByFacebook), ..at_instagram };
        check(&instagram, true, Some(&by_facebook), AbilityKind::ALL);
        check(&facebook, false, None, AbilityKind::ALL);
        check(&facebook, true, Some(&sign_in(SignInStanding::EndsSoon, &[])), AbilityKind::ALL);
        check(&facebook, true, Some(&sign_in(SignInStanding::Ended, &[])), &[]);
        let silent = SignIn {
            login: Some(Login::Facebook),
            ..sign_in(SignInStanding::Lasts, &[("pages_manage_engagement", false), ("business_management", false)])
        };
        let but_comments: Vec<_> = AbilityKind::ALL.iter().copied().filter(|kind| *kind != Is::FirstComment).collect();
        check(&facebook, true, Some(&silent), &but_comments);
        let linkedin = channel(Platform::Linkedin);
        let unheard = SignIn {
            login: Some(Login::LinkedinPage),
            ..sign_in(SignInStanding::Lasts, &[("w_organization_social_feed", false)])
        };
        check(&linkedin, true, Some(&unheard), &but_comments);
        let oneself = SignIn { login: Some(Login::LinkedinMember), ..sign_in(SignInStanding::Lasts, &[]) };
        check(&linkedin, true, Some(&oneself), &but_comments);
        let mute = sign_in(SignInStanding::Lasts, &[("pages_manage_posts", true)]);
        check(&facebook, true, Some(&mute), &[Is::TakeDown, Is::ReadBack]);
    }

    #[test]
    fn what_a_person_does_needs_none_of_it() {
        let row = ChannelRow { way: ChannelWay::ByHand, ..channel(Platform::Instagram) };
        check(&row, false, Some(&sign_in(SignInStanding::Ended, &[])), AbilityKind::ALL);
    }
}
