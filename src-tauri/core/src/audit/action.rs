//! What can be on record, and who can have done it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::PersonId;
use crate::model::words::word_enum;

word_enum! {
    /// Something that was done, or refused.
    pub enum Action {
        /// A workspace was created.
        WorkspaceCreated = "workspace.created",
        /// The engine started on the workspace.
        WorkspaceOpened = "workspace.opened",
        /// This copy of the clinic was made out of a backup.
        WorkspaceRestored = "workspace.restored",
        /// A person said that the laptop that the backup came from does not run any more.
        OtherLaptopOff = "workspace.other_laptop_off",
        /// A backup was made.
        BackupMade = "backup.made",
        /// A backup could not be made.
        BackupFailed = "backup.failed",
        /// A backup, or what lies beside them, was read again and is damaged.
        BackupDamaged = "backup.damaged",
        /// Somebody chose where backups go.
        BackupPlaceChosen = "backup.place_chosen",
        /// A person unlocked the application.
        SessionUnlocked = "session.unlocked",
        /// The application was locked.
        SessionLocked = "session.locked",
        /// A wrong PIN was typed.
        PinRefused = "pin.refused",
        /// A person's PIN was changed.
        PinChanged = "pin.changed",
        /// A doctor took out the pen for some signatures.
        SigningOpened = "signing.opened",
        /// How many doctors have to sign, and under whose words, was chosen.
        SigningRuleSet = "signing.rule_set",
        /// A doctor was told of somebody's signing key.
        KeyKnown = "key.known",
        /// The clinic's profile was changed.
        ClinicUpdated = "clinic.updated",
        /// The words and links that the clinic lets out were changed.
        WordRulesSet = "policy.words_set",
        /// When and how often a channel posts was changed.
        PaceSet = "policy.pace_set",
        /// For how long the same is not said again was changed.
        RepeatsSet = "policy.repeats_set",
        /// A person was added.
        PersonAdded = "person.added",
        /// A person was changed.
        PersonUpdated = "person.updated",
        /// A person left.
        PersonLeft = "person.left",
        /// A signing key was enrolled.
        KeyEnrolled = "key.enrolled",
        /// A signing key was retired.
        KeyRetired = "key.retired",
        /// A channel was connected.
        ChannelConnected = "channel.connected",
        /// A channel was added that a person serves by hand.
        ChannelAddedByHand = "channel.added_by_hand",
        /// A channel's credential was forgotten.
        ChannelDisconnected = "channel.disconnected",
        /// A platform refused a channel's credential.
        ChannelRefused = "channel.refused",
        /// A channel's connection was tested.
        ChannelTested = "channel.tested",
        /// A channel was changed.
        ChannelUpdated = "channel.updated",
        /// A channel was removed.
        ChannelRemoved = "channel.removed",
        /// The clinic's own app on a platform was set.
        AppSet = "app.set",
        /// The clinic's own app on a platform was forgotten.
        AppForgotten = "app.forgotten",
        /// A sign-in at a platform was begun in the browser.
        LoginBegun = "login.begun",
        /// A sign-in at a platform did not come to an end.
        LoginFailed = "login.failed",
        /// A channel's sign-in was renewed.
        TokenRenewed = "token.renewed",
        /// A channel's sign-in could not be renewed.
        TokenNotRenewed = "token.not_renewed",
        /// The media host's settings were changed.
        MediaHostSet = "media_host.set",
        /// A key to the media host was kept, after it had worked.
        MediaHostConnected = "media_host.connected",
        /// The media host was tested.
        MediaHostTested = "media_host.tested",
        /// The media host refused what it had done before.
        MediaHostRefused = "media_host.refused",
        /// The media host's settings and its key were forgotten.
        MediaHostForgotten = "media_host.forgotten",
        /// A recipient was added.
        RecipientAdded = "recipient.added",
        /// A recipient's name was mended.
        RecipientRenamed = "recipient.renamed",
        /// A new record of a recipient's consent took the place of the one before.
        RecipientConsentRenewed = "recipient.consent_renewed",
        /// Recipients were taken in from a file.
        RecipientsImported = "recipient.imported",
        /// A recipient said stop.
        RecipientOptedOut = "recipient.opted_out",
        /// A recipient's number, name and consent were erased.
        RecipientForgotten = "recipient.forgotten",
        /// A list of recipients was made or renamed.
        RecipientListSaved = "recipient.list_saved",
        /// A list of recipients was removed.
        RecipientListRemoved = "recipient.list_removed",
        /// A recipient was put on a list.
        RecipientListed = "recipient.listed",
        /// A recipient was taken off a list.
        RecipientUnlisted = "recipient.unlisted",
        /// The recipients of a list were chosen for a message.
        AudienceTaken = "recipient.audience_taken",
        /// A channel's templates were read.
        TemplatesRead = "channel.templates_read",
        /// What an account on TikTok may choose for its posts was read.
        CreatorRead = "channel.creator_read",
        /// A recipient was left out when it was their turn.
        RecipientSkipped = "delivery.recipient_skipped",
        /// A batch was drafted.
        BatchDrafted = "batch.drafted",
        /// Posts for several channels were begun, blank.
        BatchBegun = "batch.begun",
        /// Posts were begun as copies of another.
        BatchCopied = "batch.copied",
        /// The text that a batch's posts share was changed.
        SharedTextChanged = "batch.shared_text_changed",
        /// A set of hashtags was kept.
        HashtagSetSaved = "hashtag_set.saved",
        /// A set of hashtags was forgotten.
        HashtagSetRemoved = "hashtag_set.removed",
        /// A post follows its batch's shared text.
        PostLinked = "post.linked",
        /// A post has a text of its own.
        PostUnlinked = "post.unlinked",
        /// A post was begun.
        PostCreated = "post.created",
        /// A post's content was changed.
        PostRevised = "post.revised",
        /// A post was sent to the doctor.
        PostSubmitted = "post.submitted",
        /// A post was put away.
        PostDiscarded = "post.discarded",
        /// A post that had been put away was taken out again.
        PostRestored = "post.restored",
        /// What an answer answers reads otherwise now, or is gone.
        TargetChanged = "post.target_changed",
        /// A person holds a post back.
        PostHeld = "post.held",
        /// A post that was held back may go again.
        PostReleased = "post.released",
        /// A picture was added.
        MediaAdded = "media.added",
        /// A video was added.
        VideoAdded = "video.added",
        /// A document was taken in.
        DocumentAdded = "document.added",
        /// Somebody chose the version that a platform's interface is asked with.
        ApiVersionSet = "api_version.set",
        /// Something was said about a post.
        ReviewRemarked = "review.remarked",
        /// Changes were asked for.
        ReviewChangesRequested = "review.changes_requested",
        /// A post was refused.
        ReviewRejected = "review.rejected",
        /// The doctor's note was changed.
        ReviewNoted = "review.noted",
        /// What a remark asked for was said to be settled.
        ReviewResolved = "review.resolved",
        /// What a remark asked for was said to be open after all.
        ReviewReopened = "review.reopened",
        /// A post was given a time.
        PlanSet = "plan.set",
        /// A post's time was taken away.
        PlanCleared = "plan.cleared",
        /// A channel's weekly times were changed.
        SlotsSet = "slots.set",
        /// The clinic's closed days were changed.
        ClosedDaysSet = "closed_days.set",
        /// New zone data moved a post's instant.
        PlanRederived = "plan.rederived",
        /// A doctor signed.
        ApprovalSigned = "approval.signed",
        /// A signature was taken back.
        ApprovalRevoked = "approval.revoked",
        /// A doctor signed the fixed answers beforehand.
        BeforehandSigned = "beforehand.signed",
        /// What was signed beforehand was taken back.
        BeforehandRevoked = "beforehand.revoked",
        /// A fixed answer was given under what was signed beforehand.
        BeforehandUsed = "beforehand.used",
        /// Somebody asked for a gesture, or gave it another time.
        GestureAsked = "gesture.asked",
        /// Somebody wants a gesture no more.
        GestureCalledOff = "gesture.called_off",
        /// The gate let a gesture out, or refused.
        GestureLet = "gesture.let",
        /// A gesture was made, or came to nothing.
        GestureSettled = "gesture.settled",
        /// Somebody pressed *Stop everything*.
        PublishingStopped = "publishing.stopped",
        /// Publishing was resumed.
        PublishingResumed = "publishing.resumed",
        /// The gate let a delivery be prepared, or refused.
        GateClaimed = "gate.claimed",
        /// The gate let a part become public, or refused.
        GateCommitted = "gate.commit_started",
        /// A file was put on the media host, for a platform to fetch.
        FileLent = "lent.put",
        /// A file is gone from the media host.
        FileTakenBack = "lent.taken_back",
        /// A file could not be taken back from the media host, and is not tried any more.
        FileLeft = "lent.left",
        /// A part is public.
        PartPosted = "part.posted",
        /// A part was found on its platform that this installation never let out: the one before the restore may have.
        PartFoundAfterRestore = "part.found_after_restore",
        /// A platform refused a part.
        PartRejected = "part.rejected",
        /// A part is proven not to be public.
        PartAbsent = "part.absent",
        /// Nobody knows whether a part is public.
        PartUnknown = "part.unknown",
        /// A public part was read back and compared with what was signed.
        PartReadBack = "part.read_back",
        /// A person had a public post read back once more.
        ReadBackAsked = "part.read_back_asked",
        /// A person saw that a post is shown otherwise than it was signed, or is gone.
        ReadBackSeen = "part.difference_seen",
        /// Preparing failed; nothing was begun that could be public.
        PrepareFailed = "delivery.prepare_failed",
        /// A delivery's state changed by what became of its parts.
        DeliverySettled = "delivery.settled",
        /// A delivery's time passed.
        DeliveryMissed = "delivery.missed",
        /// A delivery's time passed unsigned.
        DeliveryExpired = "delivery.expired",
        /// A delivery was called off.
        DeliveryCancelled = "delivery.cancelled",
        /// A person had a delivery tried again.
        DeliveryRetried = "delivery.retried",
        /// A person said what became of a delivery in doubt.
        DeliveryDecided = "delivery.decided",
        /// A delivery that a stopped run had left was taken up.
        DeliveryRecovered = "delivery.recovered",
        /// A post's time came on a channel that a person serves by hand.
        DeliveryHandedOver = "delivery.handed_over",
        /// A person wants a post's platform to keep it until its time, or not any more.
        KeepingAsked = "keeping.asked",
        /// The gate let a post be handed to its platform for its time, or refused.
        GateKept = "gate.keep_started",
        /// A platform keeps a post until its time.
        PostKept = "keeping.kept",
        /// A platform does not keep a post.
        PostNotKept = "keeping.refused",
        /// A post is asked back from its platform.
        BackAsked = "keeping.back_asked",
        /// A platform does not keep a post any more.
        PostBack = "keeping.back",
        /// A person said what became of a post that was theirs to post by hand.
        DeliveryByHand = "delivery.by_hand",
        /// A new time that let a post wait again was undone.
        DeliveryEndedAgain = "delivery.ended_again",
        /// A person was content with what is public of a post; the rest is not sent.
        RestDropped = "delivery.rest_dropped",
        /// A person asked for a post to be taken down.
        TakeDownAsked = "removal.asked",
        /// A part is not public any more.
        PartRemoved = "removal.done",
        /// A part could not be taken down from here.
        RemovalFailed = "removal.failed",
        /// A conversation became somebody's, or nobody's.
        ConversationAssigned = "conversation.assigned",
        /// A conversation was put off.
        ConversationPutOff = "conversation.put_off",
        /// Somebody was done with a conversation.
        ConversationDone = "conversation.done",
        /// A conversation is work again.
        ConversationReopened = "conversation.reopened",
        /// Somebody chose how soon one has to look at a conversation.
        ConversationTierChosen = "conversation.tier_chosen",
        /// A saved reply was made or changed.
        SavedReplySaved = "saved_reply.saved",
        /// A saved reply was removed.
        SavedReplyRemoved = "saved_reply.removed",
        /// A topic was made or changed.
        TopicSaved = "topic.saved",
        /// A topic was removed.
        TopicRemoved = "topic.removed",
        /// What others write of a topic was searched for, which costs.
        TopicSearched = "topic.searched",
        /// How long answers may take was changed.
        AnswerTargetsSet = "conversation.targets_set",
        /// The clinic's opening hours were changed.
        OpeningHoursSet = "clinic.opening_hours",
        /// Which alerts are told how, or the quiet hours, were changed.
        AlertsSet = "alerts.set",
        /// When people are alerted to how often posts are seen was changed.
        AlertNumbersSet = "alerts.numbers_set",
        /// When doctors are reminded of what waits for a signature was changed.
        ReminderSet = "alerts.reminder_set",
        /// The settings of the clinic's mail server were changed.
        MailSet = "mail.set",
        /// The password of the mail server was kept, after it had worked.
        MailConnected = "mail.connected",
        /// A test email was sent, or was not taken.
        MailTested = "mail.tested",
        /// The mail server and its password were forgotten.
        MailForgotten = "mail.forgotten",
        /// Where a person reads emails, or which of them, was changed.
        PersonEmailSet = "person.email_set",
        /// Slack's address was kept, after it had taken a message.
        SlackConnected = "slack.connected",
        /// A test message was sent to Slack, or was not taken.
        SlackTested = "slack.tested",
        /// Slack's address was forgotten.
        SlackForgotten = "slack.forgotten",
        /// The platforms that the clinic may use were chosen.
        PlatformsChosen = "clinic.platforms",
        /// A name that is no platform, or a platform that the clinic does not use, was refused.
        PlatformRefused = "command.platform_refused",
        /// A command was refused to the person who called it.
        CommandDenied = "command.denied",
        /// The installation's key was enrolled, which signs checkpoints and exports of the record.
        RecordKeyEnrolled = "record.key_enrolled",
        /// The record was exported.
        RecordExported = "record.exported",
        /// A checkpoint of the record was saved to a file.
        CheckpointSaved = "record.checkpoint_saved",
        /// A post's dossier was handed out.
        DossierHandedOut = "record.dossier",
        /// A support report was saved to a file.
        SupportReportSaved = "support.report_saved",
        /// The laptop's clock and the platforms' differ.
        ClockWarned = "clock.warned",
    }
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person.
    Person(PersonId),
    /// The application by itself.
    Application,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Application => f.write_str("application"),
        }
    }
}

impl FromStr for Actor {
    type Err = crate::model::InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("person:") {
            Some(id) => id.parse().map(Self::Person),
            None => Ok(Self::Application),
        }
    }
}
