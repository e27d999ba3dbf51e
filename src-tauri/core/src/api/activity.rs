//! What the record says, in sentences; and whether its chain is whole.

use super::context::Api;
use super::record::Stored;
use super::types::Verification;
use crate::audit::{self, Action};
use crate::clinic::Caller;
use crate::engage::triage::Tier;
use crate::error::{Error, Result};
use crate::model::{Gesture, ShownField};
use crate::schedule::policy::Rule;

/// What an entry tells, in a sentence without its subject's name: *signed the post*.
pub(super) fn sentence(row: &Stored, name: impl Fn(&str) -> Option<String>) -> String {
    let fact = |name: &str| row.facts.get(name).and_then(|value| value.as_str()).unwrap_or("");
    let person = || name(fact("person")).unwrap_or_else(|| "somebody".to_owned());
    let Some(action) = Action::from_word(&row.action) else { return row.action.clone() };
    match action {
        Action::WorkspaceCreated => "set up this clinic's Countersign".to_owned(),
        Action::WorkspaceOpened => "started".to_owned(),
        Action::WorkspaceRestored => "restored this clinic from a backup, with everything stopped".to_owned(),
        Action::OtherLaptopOff => "said that Countersign does not run on the other laptop any more".to_owned(),
        Action::BackupMade => "made a backup".to_owned(),
        Action::BackupFailed => {
            let why = match row.reason.as_deref() {
                Some("place_not_there") => "its folder was not there",
                Some("full") => "there was no room left",
                Some("source") => "a file of the clinic could not be read",
                _ => "the folder for backups could not be written",
            };
            format!("could not make a backup: {why}")
        }
        Action::BackupDamaged if fact("part") == "stops" => {
            "found that who said stop can't be read beside the backups, and put it aside".to_owned()
        }
        Action::BackupDamaged => "read a backup again and found it damaged".to_owned(),
        Action::BackupPlaceChosen if fact("place") == "laptop" => "chose to keep backups on this laptop".to_owned(),
        Action::BackupPlaceChosen => "chose another folder for backups".to_owned(),
        Action::SessionUnlocked => "unlocked Countersign".to_owned(),
        Action::SessionLocked => "locked Countersign".to_owned(),
        Action::PinRefused => "typed a wrong PIN".to_owned(),
        Action::PinChanged => format!("changed {}'s PIN", person()),
        Action::SigningOpened => "entered the PIN to sign".to_owned(),
        Action::ClinicUpdated => "changed the clinic's profile".to_owned(),
        Action::WordRulesSet => "changed the words and links that the clinic's posts may have".to_owned(),
        Action::PaceSet => "changed when and how often a channel posts".to_owned(),
        Action::RepeatsSet => "changed for how long the same is not posted again".to_owned(),
        Action::PersonAdded => format!("added {}", person()),
        Action::PersonUpdated => format!("changed {}'s entry", person()),
        Action::PersonLeft => format!("noted that {} left", person()),
        Action::KeyEnrolled => format!("enrolled a signing key for {}", person()),
        Action::KeyKnown => "was told of a signing key".to_owned(),
        Action::SigningRuleSet => {
            let doctors = if fact("doctors") == "2" { "two doctors sign" } else { "one doctor signs" };
            let own = if fact("own_words") == "count" { "also" } else { "never" };
            format!("chose that {doctors} each post, {own} what they wrote themselves")
        }
        Action::KeyRetired => format!("retired {}'s signing key", person()),
        Action::ChannelConnected => format!("connected a channel on {}", platform(fact("platform"))),
        Action::ChannelDisconnected => "disconnected a channel".to_owned(),
        Action::ChannelRefused => "noted that a platform no longer accepts a channel's access".to_owned(),
        Action::ChannelTested => {
            let said = match fact("result") {
                "good" => "it works",
                "mended" => "it works again",
                "refused" => "the sign-in is not taken",
                "offline" => "nobody could be reached",
                "pause" => "a pause was asked for",
                "keychain" => "the keychain was locked",
                "set_up" => "the account or the app is not set up for it",
                _ => "no clear answer came",
            };
            format!("tested the connection to {}: {said}", platform(fact("platform")))
        }
        Action::ChannelUpdated => "changed a channel's settings".to_owned(),
        Action::ChannelRemoved => "removed a channel".to_owned(),
        Action::AppSet => "set the clinic's own app for a sign-in".to_owned(),
        Action::AppForgotten => "forgot the clinic's own app for a sign-in".to_owned(),
        Action::LoginBegun => "began a sign-in at a platform".to_owned(),
        Action::LoginFailed => "noted that a sign-in at a platform did not come to an end".to_owned(),
        Action::TokenRenewed => "renewed a channel's sign-in".to_owned(),
        Action::TokenNotRenewed => "could not renew a channel's sign-in".to_owned(),
        Action::MediaHostSet => format!("changed where the media host is (bucket {})", fact("bucket")),
        Action::MediaHostConnected => "gave the media host's key, which worked".to_owned(),
        Action::MediaHostTested if row.allowed => "tested the media host, which worked".to_owned(),
        Action::MediaHostTested => "tested the media host, which did not work".to_owned(),
        Action::MediaHostRefused => "noted that the media host does not work any more".to_owned(),
        Action::MediaHostForgotten => "forgot the media host and its key".to_owned(),
        Action::RecipientAdded => "added a recipient".to_owned(),
        Action::RecipientRenamed => "mended a recipient's name".to_owned(),
        Action::RecipientConsentRenewed => match (fact("before"), fact("to")) {
            ("service", "marketing") => "noted that a recipient agreed to marketing as well".to_owned(),
            ("marketing", "service") => "noted that a recipient agrees to service messages only from now on".to_owned(),
            _ => "kept a new record of a recipient's consent".to_owned(),
        },
        Action::RecipientsImported => match fact("newer_consent") {
            "" | "0" => format!("took in {} recipients from a file", fact("taken")),
            newer => format!("took in recipients from a file: {} new, {newer} with a newer consent", fact("taken")),
        },
        Action::RecipientOptedOut => match fact("source") {
            "platform" => "noted that a recipient told WhatsApp to stop".to_owned(),
            "import" => format!("noted from a file that {} people said stop", fact("count")),
            _ => "noted that a recipient said stop".to_owned(),
        },
        Action::RecipientForgotten => "erased a recipient".to_owned(),
        Action::RecipientListed => "put a recipient on a list".to_owned(),
        Action::RecipientUnlisted => "took a recipient off a list".to_owned(),
        Action::RecipientListRemoved => "removed a list of recipients".to_owned(),
        Action::RecipientListSaved => "changed a list of recipients".to_owned(),
        Action::AudienceTaken => format!("chose a list of {} recipients for a message", fact("count")),
        Action::CreatorRead => "asked TikTok what may be chosen for the account's posts".to_owned(),
        Action::TemplatesRead => format!("read {} message templates", fact("count")),
        Action::RecipientSkipped => "left out a recipient who may not be written to".to_owned(),
        Action::FileLent => "put a picture on the media host for the platform to fetch".to_owned(),
        Action::FileTakenBack => "took the picture back from the media host".to_owned(),
        Action::FileLeft => {
            format!("gave up on removing {} from the bucket {}: delete it there", fact("key"), fact("bucket"))
        }
        Action::BatchDrafted => "drafted posts from a theme".to_owned(),
        Action::BatchBegun => "began posts for several channels".to_owned(),
        Action::BatchCopied => "began posts as copies of another".to_owned(),
        Action::SharedTextChanged => "changed the text that several posts share".to_owned(),
        Action::HashtagSetSaved => "changed a set of hashtags".to_owned(),
        Action::HashtagSetRemoved => "removed a set of hashtags".to_owned(),
        Action::PostLinked => "let the post follow the shared text".to_owned(),
        Action::PostUnlinked => "gave the post a text of its own".to_owned(),
        Action::PostCreated => "began a post".to_owned(),
        Action::PostRevised => "changed the post".to_owned(),
        Action::PostSubmitted => "sent the post to the doctor".to_owned(),
        Action::PostDiscarded => "put the post away".to_owned(),
        Action::PostRestored => "took the post out again".to_owned(),
        Action::TargetChanged => "saw that what this answers was changed, so it has to be signed anew".to_owned(),
        Action::PostHeld => "held the post back".to_owned(),
        Action::PostReleased => "let the post go again".to_owned(),
        Action::MediaAdded => "added a picture".to_owned(),
        Action::VideoAdded => "added a video".to_owned(),
        Action::ApiVersionSet => match fact("version") {
            "" => format!("went back to Countersign's own version of {}'s interface", fact("platform")),
            version => format!("chose version {version} of {}'s interface", fact("platform")),
        },
        Action::DocumentAdded => "added a document".to_owned(),
        Action::ReviewRemarked => "wrote about the post".to_owned(),
        Action::ReviewChangesRequested => "asked for changes".to_owned(),
        Action::ReviewRejected => "rejected the post".to_owned(),
        Action::ReviewNoted => "wrote a note to sign with the post".to_owned(),
        Action::ReviewResolved => "said that what was asked for is settled".to_owned(),
        Action::ReviewReopened => "said that what was asked for is still open".to_owned(),
        Action::PlanSet if !row.allowed => format!(
            "chose {} ({}), which the clinic's rules do not allow: {}",
            fact("wall").replace('T', " "),
            fact("zone"),
            reason(row.reason.as_deref())
        ),
        Action::PlanSet => format!("set the post's time to {} ({})", fact("wall").replace('T', " "), fact("zone")),
        Action::PlanCleared => "took the post's time away".to_owned(),
        Action::SlotsSet => "changed a channel's weekly times".to_owned(),
        Action::ClosedDaysSet => "changed the days on which the clinic is closed".to_owned(),
        Action::PlanRederived => "kept the post's clock time under new time-zone rules".to_owned(),
        Action::ApprovalSigned if row.allowed => "signed the post".to_owned(),
        Action::ApprovalSigned => "could not sign: the post was no longer what was on the screen".to_owned(),
        Action::ApprovalRevoked => "took the signature back".to_owned(),
        Action::BeforehandSigned => "signed beforehand what may go out without a signature of its own".to_owned(),
        Action::BeforehandRevoked => "took back what was signed beforehand".to_owned(),
        Action::BeforehandUsed => "gave the fixed answer that was signed beforehand".to_owned(),
        Action::GestureAsked => format!("asked to {}", wordless(fact("kind")).0),
        Action::GestureCalledOff => format!("no longer wants to {}", wordless(fact("kind")).0),
        Action::GestureLet if row.allowed => {
            format!("checked what is signed beforehand and began to {}", wordless(fact("kind")).0)
        }
        Action::GestureLet => {
            format!("did not {}: {}", wordless(fact("kind")).0, reason(row.reason.as_deref()))
        }
        Action::GestureSettled if row.allowed => wordless(fact("kind")).1.to_owned(),
        Action::GestureSettled => format!("could not {}", wordless(fact("kind")).0),
        Action::PublishingStopped => "stopped everything".to_owned(),
        Action::PublishingResumed => "resumed publishing".to_owned(),
        Action::GateClaimed if row.allowed => "checked the signature and began to prepare the post".to_owned(),
        Action::GateCommitted if row.allowed => "checked the signature again and began to send".to_owned(),
        Action::GateClaimed | Action::GateCommitted => {
            format!("did not let the post out: {}", reason(row.reason.as_deref()))
        }
        Action::KeepingAsked if fact("wanted") == "yes" => {
            "asked the platform to keep the post and publish it at its time".to_owned()
        }
        Action::KeepingAsked => "wants this laptop to publish the post".to_owned(),
        Action::GateKept if row.allowed => "checked the signature again and began to hand the post over".to_owned(),
        Action::GateKept => format!("did not hand the post over: {}", reason(row.reason.as_deref())),
        Action::PostKept => "handed the post over: the platform keeps it until its time".to_owned(),
        Action::PostNotKept => "found that the platform does not keep the post".to_owned(),
        Action::BackAsked => "asked the post back from the platform".to_owned(),
        Action::PostBack => "got the post back from the platform: it was not public".to_owned(),
        Action::PartPosted if fact("evidence") == "kept_and_read_back" => {
            "saw that the platform published the post at its time".to_owned()
        }
        Action::PartFoundAfterRestore => {
            "found the post public, sent before the clinic was restored by the laptop before".to_owned()
        }
        Action::PartPosted => "posted".to_owned(),
        Action::PartRejected => "was refused by the platform".to_owned(),
        Action::PartAbsent if fact("evidence") == "its_post_was_removed" => {
            "made sure that the comment is not public: its post was removed, and the comments with it".to_owned()
        }
        Action::PartAbsent => "made sure that the post is not public yet".to_owned(),
        Action::PartUnknown => "got no answer whether the post is public, and looks for it".to_owned(),
        Action::PartReadBack => match fact("outcome") {
            "same" => "read the post back: it is shown exactly as it was signed".to_owned(),
            "differs" => {
                format!("read the post back: it is shown otherwise than it was signed ({})", fields(fact("different")))
            }
            "gone" => "read the post back: it is not there any more".to_owned(),
            _ => "could not read the post back".to_owned(),
        },
        Action::ReadBackAsked => "had the post read back once more".to_owned(),
        Action::ConversationAssigned if fact("to") == "nobody" => "made a conversation nobody’s".to_owned(),
        Action::ConversationAssigned => "gave a conversation to somebody".to_owned(),
        Action::ConversationPutOff => "put a conversation off".to_owned(),
        Action::ConversationDone => "was done with a conversation".to_owned(),
        Action::ConversationReopened => "took a conversation up again".to_owned(),
        Action::ConversationTierChosen => {
            format!("chose that a conversation is “{}” and not “{}”", tier(fact("to")), tier(fact("from")))
        }
        Action::AnswerTargetsSet if fact("usual") == "true" => "put back how long answers may take usually".to_owned(),
        Action::AnswerTargetsSet => "changed how long answers may take".to_owned(),
        Action::OpeningHoursSet if fact("hours").is_empty() => "took the clinic’s opening hours away".to_owned(),
        Action::OpeningHoursSet => "changed the clinic’s opening hours".to_owned(),
        Action::SavedReplySaved if fact("as") == "new" => "saved a reply for others to use".to_owned(),
        Action::SavedReplySaved => "changed a saved reply".to_owned(),
        Action::SavedReplyRemoved => "removed a saved reply".to_owned(),
        Action::TopicSaved if fact("as") == "new" => "saved a topic to search X for".to_owned(),
        Action::TopicSaved => "changed a topic".to_owned(),
        Action::TopicRemoved => "removed a topic".to_owned(),
        Action::TopicSearched if fact("outcome") == "found" => {
            format!("searched X for a topic; {} posts were paid for", fact("paid"))
        }
        Action::TopicSearched => "searched X for a topic, and was not answered".to_owned(),
        Action::AlertsSet if fact("quiet") == "none" => {
            "changed what people are alerted to; no hours are quiet".to_owned()
        }
        Action::AlertsSet => {
            format!("changed what people are alerted to; {} is quiet", fact("quiet").replace('-', " to "))
        }
        Action::AlertNumbersSet => "changed when people are alerted to how often posts are seen".to_owned(),
        Action::ReminderSet if fact("wanted") == "no" => {
            "turned the emails off that remind doctors of what waits for them".to_owned()
        }
        Action::ReminderSet => "changed when doctors are reminded of what waits for them".to_owned(),
        Action::MailSet => format!("changed the clinic’s mail server ({})", fact("server")),
        Action::MailConnected => "gave the mail server’s password, which worked".to_owned(),
        Action::MailTested if row.allowed => "sent a test email, which the mail server took".to_owned(),
        Action::MailTested => "tried to send a test email, which did not go out".to_owned(),
        Action::MailForgotten => "forgot the mail server and its password".to_owned(),
        Action::PersonEmailSet if fact("address") == "removed" => "took a person’s email address away".to_owned(),
        Action::PersonEmailSet => "changed where a person gets emails, or which".to_owned(),
        Action::SlackConnected => "gave the clinic’s address at Slack, which worked".to_owned(),
        Action::SlackTested if row.allowed => "sent a test message to Slack, which took it".to_owned(),
        Action::SlackTested => "tried to send a test message to Slack, which did not take it".to_owned(),
        Action::SlackForgotten => "forgot the clinic’s address at Slack".to_owned(),
        Action::ReadBackSeen => "has seen that the post is not shown as it was signed".to_owned(),
        Action::PrepareFailed => "could not send the post".to_owned(),
        Action::DeliverySettled => match fact("state") {
            "posted" => "finished: everything is public".to_owned(),
            "scheduled" => "put the post back: it waits for its time".to_owned(),
            "held" => "put the post back: it waits for the doctor".to_owned(),
            "in_doubt" => "does not know yet whether the post is public".to_owned(),
            "retrying" => "tries again by itself".to_owned(),
            "removed" => "finished: nothing of it is public any more".to_owned(),
            "cancelled" => "called the post off: nothing of it was public".to_owned(),
            _ => "ended this try".to_owned(),
        },
        Action::DeliveryMissed => "did not send the post: its time had passed".to_owned(),
        Action::DeliveryExpired => "did not send the post: its time passed without a signature".to_owned(),
        Action::DeliveryCancelled => "called the post off".to_owned(),
        Action::DeliveryRetried => "had the post tried again".to_owned(),
        Action::DeliveryDecided if fact("found") == "public" => "saw that the post is public".to_owned(),
        Action::DeliveryDecided => "saw that the post is not public".to_owned(),
        Action::DeliveryRecovered => "took up the post after a restart".to_owned(),
        Action::ChannelAddedByHand => {
            format!("added a channel on {} that is posted on by hand", platform(fact("platform")))
        }
        Action::DeliveryHandedOver => "checked the signature and handed the post over to be posted by hand".to_owned(),
        Action::DeliveryByHand => match fact("state") {
            "posted" => "posted it by hand".to_owned(),
            "partly_posted" => "posted part of it by hand".to_owned(),
            _ => "did not post it by hand".to_owned(),
        },
        Action::DeliveryEndedAgain => "undid the new time, so the post ended as it had".to_owned(),
        Action::RestDropped => "was content with what is public; the rest is not sent".to_owned(),
        Action::TakeDownAsked => "asked for the post to be taken down".to_owned(),
        Action::PartRemoved => match fact("evidence") {
            "was_gone_already" => "found that it was not public any more".to_owned(),
            "a_person_deleted_it" => "deleted it on the platform by hand".to_owned(),
            _ => "took it down".to_owned(),
        },
        Action::RemovalFailed => "could not take it down: a person has to, on the platform".to_owned(),
        Action::PlatformsChosen => {
            let names: Vec<&str> = fact("platforms").split(' ').map(platform).collect();
            format!("chose the platforms that the clinic uses: {}", names.join(", "))
        }
        Action::PlatformRefused if row.reason.as_deref() == Some("platform_not_allowed") => {
            "was refused: the clinic does not use that platform".to_owned()
        }
        Action::PlatformRefused if row.reason.as_deref() == Some("unknown_channel") => {
            "was refused: the clinic has no such channel".to_owned()
        }
        Action::PlatformRefused => "was refused: nobody knows a platform of that name".to_owned(),
        Action::CommandDenied => "tried something their role does not allow".to_owned(),
        Action::RecordKeyEnrolled => "enrolled the key that signs the record's checkpoints".to_owned(),
        Action::RecordExported if fact("words") == "yes" => "exported the record, with people's words".to_owned(),
        Action::RecordExported => "exported the record".to_owned(),
        Action::CheckpointSaved => "saved a checkpoint of the record".to_owned(),
        Action::DossierHandedOut => "had the post's dossier made".to_owned(),
        Action::SupportReportSaved => "saved a support report".to_owned(),
        Action::ClockWarned => "noticed that the laptop's clock is wrong".to_owned(),
    }
}

/// Fields of a post as they stand in the record, as people read them.
fn fields(words: &str) -> String {
    let name = |word| ShownField::from_word(word).map_or_else(|| str::to_owned(word), |field| field.name().to_owned());
    words.split(' ').map(name).collect::<Vec<_>>().join(", ")
}

fn platform(word: &str) -> &str {
    crate::model::Platform::from_word(word).map_or(word, |platform| platform.name())
}

fn reason(word: Option<&str>) -> &'static str {
    use crate::gate::Denial as D;
    let told = [
        (D::ApprovalRequired, "no signature covers it as it stands"),
        (D::Stopped, "everything is stopped"),
        (D::HeldBack, "somebody holds it back"),
        (D::TakenDown, "it is being taken down"),
        (D::Paused, "the channel is paused"),
        (D::NotConnected, "the channel is not connected"),
        (D::OutsideWindow, "the signature does not count at this time"),
        (D::PlatformNotAllowed, "the clinic does not use this platform"),
        (D::NotKeepable, "the platform does not keep it until that time"),
        (D::NotWanted, "nobody wants the platform to keep it for that time"),
        (D::TooEarly, "it was not time yet"),
        (D::TooLate, "its time had passed"),
        (D::Blocked(String::new()), "the checks refuse it"),
        (D::MediaChanged, "a picture is not the one that was signed"),
        (D::NotWaiting, "it was not waiting any more"),
        (D::ClockDiffers, "the laptop's clock is wrong"),
    ];
    if let Some(rule) = word.and_then(Rule::from_word) {
        return against(rule);
    }
    told.into_iter().find(|(denial, _)| Some(denial.word()) == word).map_or("the gate stayed shut", |(_, told)| told)
}

const fn against(rule: Rule) -> &'static str {
    match rule {
        Rule::Hours => "it was outside the clinic's hours for the channel",
        Rule::DayFull => "the channel had its posts of that day",
        Rule::TooSoon => "it was too near to another post of the channel",
        Rule::SameText => "the channel had said the same",
        Rule::NearText => "the channel had said nearly the same",
        Rule::CrossPost => "another channel of the platform had said the same, or nearly",
        Rule::Word => "a word stands in it that the clinic does not let out",
        Rule::Link => "a link in it leads to where the clinic's posts may not lead",
    }
}

pub(super) fn verify(api: &Api, _: &Caller, (): ()) -> Result<Verification> {
    let verified = api.db.read(|tx| audit::verify(tx).map_err(Error::from))?;
    Ok(Verification {
        sentence: match verified.broken_at {
            None => format!(
                "All {} entries follow from one another: nothing between the first and the last was changed or removed.",
                verified.entries
            ),
            Some(seq) => format!("Entry {seq} is not what it was, or does not follow from the one before it."),
        },
        entries: verified.entries,
        broken_at: verified.broken_at,
        head: verified.head,
    })
}

/// What is done without words, as it is to be done and as it is done.
fn wordless(kind: &str) -> (&'static str, &'static str) {
    match Gesture::from_word(kind) {
        Some(Gesture::Hide) => ("hide a comment", "hid a comment"),
        Some(Gesture::Show) => ("show a comment again", "showed a comment again"),
        Some(Gesture::Like) => ("like what somebody wrote", "liked what somebody wrote"),
        Some(Gesture::Unlike) => ("take a like back", "took a like back"),
        Some(Gesture::Repost) => ("post on what somebody wrote", "posted on what somebody wrote"),
        Some(Gesture::Unrepost) => ("post it on no more", "took back what was posted on"),
        Some(Gesture::Delete) => ("delete what the clinic wrote", "deleted what the clinic wrote"),
        None => ("do something without words", "did something without words"),
    }
}

/// A tier, as people read it.
fn tier(word: &str) -> &'static str {
    match Tier::from_word(word) {
        Some(Tier::LifeAtRisk) => "life at risk",
        Some(Tier::Urgent) => "within the hour",
        Some(Tier::SameDay) => "the same day",
        Some(Tier::WhenThereIsTime) | None => "when there is time",
    }
}
