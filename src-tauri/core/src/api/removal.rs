//! Use cases of taking down, of posting by hand, and of deciding what becomes of a post.

use std::sync::Arc;

use super::context::Api;
use super::publish::{roles, sighting};
use super::types::{
    Channel, ChannelByHand, HandKit, HandMedia, HandMediaKind, HandPart, HandPosted, Post, PostRef, PostsRef, Resolve,
    TakeDown, TakenDown,
};
use super::views::{self, here, name_of, names};
use super::when::when;
use crate::check::capability::capability;
use crate::clinic::{self, Caller, ChannelConnection, ChannelRow, ChannelWay, NewChannel};
use crate::draft;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{self, Account, HandOver, HandPermit, SignedMedia};
use crate::model::zone::Zone;
use crate::model::{ChannelId, Digest, PartRole, PartState, Platform, PlatformOptions, PostId};
use crate::ports::SealedReader;
use crate::publish;
use crate::store::{Tx, args};

pub(super) fn take_down(api: &Api, caller: &Caller, which: PostsRef) -> Result<TakeDown> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let taken = api.db.write(move |tx| {
        let mut posts = Vec::new();
        for id in &which.ids {
            let begun = publish::take_down(tx, &env, by, *id)?;
            // One that somebody put away meanwhile has nothing public, and must not keep the others up.
            if !draft::head(tx, *id)?.discarded {
                posts.push(TakenDown { post: views::summary(tx, env.now(), *id)?, begun });
            }
        }
        Ok::<_, Error>(TakeDown { posts })
    })?;
    api.dispatcher.wake();
    Ok(taken)
}

pub(super) fn confirm_removed(api: &Api, caller: &Caller, which: PostRef) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        publish::confirm_removed(tx, &env, by, which.id)?;
        views::post(tx, &env, which.id)
    })
}

pub(super) fn add_channel(api: &Api, caller: &Caller, new: ChannelByHand) -> Result<Channel> {
    let platform = new.platform;
    api.allow_platform(caller.actor(), platform, "channel_add_by_hand")?;
    let account = api.publisher(platform)?.account_at(new.address.trim()).ok_or_else(|| {
        Error::invalid(
            "address",
            format!(
                "This is no address of an account on {0}. Open the account on {0} and copy its address.",
                platform.name()
            ),
        )
    })?;
    let typed = |text: &str, otherwise: String| {
        let text = text.trim();
        if text.is_empty() { otherwise } else { text.to_owned() }
    };
    let account_name = typed(&new.account_name, account.name);
    let name = typed(&new.name, format!("{} {account_name}", platform.name()));
    let channel = NewChannel { platform, account_id: account.id, account_name };
    let (env, by, id) = (Arc::clone(&api.env), caller.actor(), api.env.id::<ChannelId>());
    api.db.write(move |tx| clinic::add_channel_by_hand(tx, &env, by, id, &channel, &name))?;
    api.db.read(|tx| api.channel(tx, id))
}

pub(super) fn kit(api: &Api, _: &Caller, which: PostRef) -> Result<HandKit> {
    let (permit, channel, content, zone, signed_by) = api.db.read(|tx| {
        let permit = gate::in_hand(tx, &api.files, which.id)?;
        let (_, zone) = here(tx)?;
        let channel = clinic::channel(tx, permit.account().channel)?;
        let signed = gate::valid_approval(tx, which.id)?.map(|(approval, _)| approval.person);
        let signed_by = match signed {
            Some(person) => Some(name_of(&names(tx)?, person)),
            None => None,
        };
        Ok::<_, Error>((permit, channel, draft::head(tx, which.id)?.content, zone, signed_by))
    })?;
    let platform = channel.platform;
    let over = permit.over(api.env.now()).map(|over| no_more(over, &zone));
    let mut number = 0;
    let parts = permit
        .in_hand()
        .map(|part| HandPart {
            ordinal: part.ordinal,
            role: part.role,
            text: if over.is_some() { String::new() } else { part.text.clone() },
            media: part
                .media
                .iter()
                .filter(|_| over.is_none() && !permit.is_in_app())
                .enumerate()
                .map(|(place, media)| {
                    number += 1;
                    let index = usize::try_from(part.ordinal).unwrap_or(usize::MAX);
                    let master = content.parts.get(index).and_then(|written| written.media.get(place));
                    let kind = kind_of(platform, media);
                    HandMedia {
                        kind,
                        digest: media.digest,
                        master: master.map(|media| media.digest),
                        file_name: file_name(platform, kind, number, &media.mime),
                        bytes: media.bytes,
                        alt: media.alt.clone(),
                    }
                })
                .collect(),
        })
        .collect();
    Ok(HandKit {
        post_id: which.id,
        platform,
        channel_id: channel.id,
        account_page: api.publisher(platform)?.page_of(permit.account()),
        account_name: channel.account_name,
        problem: match (channel.way, channel.connection) {
            (ChannelWay::ByHand, _) | (ChannelWay::Api, ChannelConnection::Connected) => None,
            (ChannelWay::Api, ChannelConnection::Refused | ChannelConnection::Disconnected) => {
                Some(channel.problem.unwrap_or_else(|| "The channel is not connected.".to_owned()))
            }
        },
        in_app: permit.is_in_app(),
        since: when(permit.since(), &zone),
        signed_by,
        link: link(permit.options()).filter(|_| over.is_none()),
        options: over.is_none().then(|| permit.options().clone()),
        over,
        parts,
    })
}

fn no_more(over: HandOver, zone: &Zone) -> String {
    match over {
        HandOver::TooLate(until) => format!(
            "The signature counted until {}. Post nothing more of this: say that it was not posted, give it a new time, and have it signed again.",
            zone.clock_at(until).day_label()
        ),
        HandOver::WantedDown => {
            "Somebody wants this post taken down. Post nothing more of it, and say what you posted before.".to_owned()
        }
    }
}

fn link(options: &PlatformOptions) -> Option<String> {
    match options {
        PlatformOptions::Facebook { link, .. } => link.clone(),
        PlatformOptions::Linkedin { article, .. } => article.as_ref().map(|article| article.link.clone()),
        PlatformOptions::X {}
        | PlatformOptions::Instagram { .. }
        | PlatformOptions::Whatsapp { .. }
        | PlatformOptions::Youtube(_)
        | PlatformOptions::Tiktok(_) => None,
    }
}

/// What a signed file is to its post.
fn kind_of(platform: Platform, media: &SignedMedia) -> HandMediaKind {
    if media.mime == "application/pdf" {
        HandMediaKind::Document
    } else if media.is_video() {
        HandMediaKind::Video
    } else if capability(platform).watch.is_some() {
        HandMediaKind::Cover
    } else {
        HandMediaKind::Picture
    }
}

/// A name that tells in a folder of downloads what the file is for, and by its ending what it is: a page that asks for a
/// video offers no file that is called a picture.
fn file_name(platform: Platform, kind: HandMediaKind, number: u32, mime: &str) -> String {
    let extension = match mime {
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        "video/mp4" => "mp4",
        "video/quicktime" => "mov",
        _ => "jpg",
    };
    format!("{}-{}-{number}.{extension}", platform.word(), kind.word())
}

impl Api {
    /// The bytes of a picture that a person was given to post by hand.
    ///
    /// # Errors
    /// When nobody is signed in, the post is in nobody's hand, or this is none of its signed pictures.
    pub fn kit_picture(&self, post: PostId, digest: Digest) -> Result<Vec<u8>> {
        let permit = self.kit_permit(post)?;
        permit.media(digest)?.map(|(_, bytes)| bytes).ok_or_else(not_signed)
    }

    /// One signed picture or video of a post that is in a person's hands, to be read piece by piece.
    ///
    /// # Errors
    /// As [`Self::kit_picture`].
    pub fn kit_file(&self, post: PostId, digest: Digest) -> Result<Box<dyn SealedReader>> {
        self.kit_permit(post)?.open(digest)?.ok_or_else(not_signed)
    }

    fn kit_permit(&self, post: PostId) -> Result<HandPermit> {
        self.desktop.caller()?;
        let permit = self.db.read(|tx| gate::in_hand(tx, &self.files, post))?;
        if let Some(over) = permit.over(self.env.now()) {
            let zone = self.db.read(|tx| Ok::<_, Error>(here(tx)?.1))?;
            return Err(Error::refused(ErrorCode::Stale, no_more(over, &zone)));
        }
        Ok(permit)
    }
}

fn not_signed() -> Error {
    Error::refused(ErrorCode::NotFound, "This picture is not part of what was signed.")
}

pub(super) fn kit_posted(api: &Api, caller: &Caller, said: HandPosted) -> Result<Post> {
    let mut account = None;
    let mut seen = Vec::new();
    let mut roles = roles(api, said.post_id, PartState::Committing)?.into_iter();
    for address in &said.addresses {
        let role = roles.next().unwrap_or(PartRole::Main);
        if address.trim().is_empty() {
            seen.push(None);
            continue;
        }
        let (of, sighting) = sighting(api, said.post_id, role, address)
            .map_err(|no| no.with(|refusal| refusal.field = refusal.field.map(|_| address_field(seen.len()))))?;
        account = Some(of);
        seen.push(Some(sighting));
    }
    let account = account.ok_or_else(|| Error::invalid("address", "Paste the address of the post first."))?;
    let (env, by, id) = (Arc::clone(&api.env), caller.person, said.post_id);
    api.db.write(move |tx| {
        publish::mark_posted(tx, &env, by, id, &account, &seen)?;
        views::post(tx, &env, id)
    })
}

/// The field of the address of one part; a part beyond the twelfth has none of its own.
fn address_field(part: usize) -> &'static str {
    const FIELDS: [&str; 12] = [
        "address",
        "addresses.1",
        "addresses.2",
        "addresses.3",
        "addresses.4",
        "addresses.5",
        "addresses.6",
        "addresses.7",
        "addresses.8",
        "addresses.9",
        "addresses.10",
        "addresses.11",
    ];
    FIELDS.get(part).copied().unwrap_or("addresses")
}

pub(super) fn kit_not_posted(api: &Api, caller: &Caller, which: PostRef) -> Result<Post> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        publish::not_posted(tx, &env, by, which.id)?;
        views::post(tx, &env, which.id)
    })
}

pub(super) fn resolve(api: &Api, _: &Caller, which: PostRef) -> Result<Resolve> {
    let (post, channel, looked, signed) = api.db.read(|tx| {
        let post = views::post(tx, &api.env, which.id)?;
        let channel = clinic::channel(tx, post.summary.channel_id)?;
        Ok::<_, Error>((post, channel, looked(tx, which.id)?, gate::valid_approval(tx, which.id)?.is_some()))
    })?;
    let partly_public = post
        .delivery
        .as_ref()
        .is_some_and(|delivery| delivery.parts.iter().any(|part| part.state == PartState::Posted));
    Ok(Resolve {
        account_page: page_of(api, &channel),
        account_name: channel.account_name,
        looks: looked.0,
        empty_looks: looked.1,
        rest_dropped: looked.2,
        partly_public,
        signed,
        post,
    })
}

fn looked(tx: &Tx<'_>, post: PostId) -> Result<(u32, u32, bool)> {
    let looked = tx.one(
        "SELECT lookups, empty_readings, rest_dropped_at IS NOT NULL AS dropped FROM delivery WHERE post_id = $1",
        args![post],
        |row| Ok::<_, Error>((row.get("lookups")?, row.get("empty_readings")?, row.get("dropped")?)),
    )?;
    Ok(looked.unwrap_or((0, 0, false)))
}

/// Where people can see the account; nothing without a client of its platform.
fn page_of(api: &Api, channel: &ChannelRow) -> Option<String> {
    let account = Account {
        channel: channel.id,
        platform: channel.platform,
        id: channel.account_id.clone(),
        name: channel.account_name.clone(),
        credential: channel.credential.clone(),
        sign_in: channel.sign_in,
    };
    api.publisher(channel.platform).ok().map(|publisher| publisher.page_of(&account))
}
