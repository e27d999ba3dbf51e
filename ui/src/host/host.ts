// What the interface asks of the program around it. The product has one host, Tauri; tests and the preview bring
// another. Nothing outside this folder knows which one it talks to.

import type { AppState } from "../api/bindings/AppState";
import type { Backups } from "../api/bindings/Backups";
import type { BackupsFound } from "../api/bindings/BackupsFound";
import type { Crop } from "../api/bindings/Crop";
import type { Channel } from "../api/bindings/Channel";
import type { ChannelTest } from "../api/bindings/ChannelTest";
import type { Closing } from "../api/bindings/Closing";
import type { FixedAnswers } from "../api/bindings/FixedAnswers";
import type { Goto } from "../api/bindings/Goto";
import type { Laptop } from "../api/bindings/Laptop";
import type { LockPerson } from "../api/bindings/LockPerson";
import type { MailSettings } from "../api/bindings/MailSettings";
import type { MediaHost } from "../api/bindings/MediaHost";
import type { MediaComing } from "../api/bindings/MediaComing";
import type { MediaWanted } from "../api/bindings/MediaWanted";
import type { Login } from "../api/bindings/Login";
import type { Person } from "../api/bindings/Person";
import type { PersonAdd } from "../api/bindings/PersonAdd";
import type { Picture } from "../api/bindings/Picture";
import type { PicturesTaken } from "../api/bindings/PicturesTaken";
import type { Platform } from "../api/bindings/Platform";
import type { PostSummary } from "../api/bindings/PostSummary";
import type { RecordCheck } from "../api/bindings/RecordCheck";
import type { RecordProgress } from "../api/bindings/RecordProgress";
import type { SecretTask } from "../api/bindings/SecretTask";
import type { SecretValue } from "../api/bindings/SecretValue";
import type { Session } from "../api/bindings/Session";
import type { SetUp } from "../api/bindings/SetUp";
import type { SetUpChoices } from "../api/bindings/SetUpChoices";
import type { SignOutcome } from "../api/bindings/SignOutcome";
import type { SignRequest } from "../api/bindings/SignRequest";
import type { SlackSettings } from "../api/bindings/SlackSettings";
import type { Status } from "../api/bindings/Status";
import type { WorkspaceKind } from "../api/bindings/WorkspaceKind";

type Nothing = Record<string, never>;

/** What only a person in front of the window may do. Each is a command of its own, with its own permission. */
export interface Acts {
  app_state: { args: Nothing; result: AppState };
  /** What a clinic can be set up with, while there is none to ask. */
  set_up_choices: { args: Nothing; result: SetUpChoices };
  workspace_open: { args: { kind: WorkspaceKind }; result: AppState };
  /**
   * Makes the clinic, then opens the private window with its recovery key. Resolves once the key was confirmed; when
   * the window was closed instead it rejects as `cancelled`, and the clinic is made all the same.
   */
  workspace_create: { args: { set_up: SetUp; pin: string }; result: AppState };
  /** Opens the private window, which asks for the recovery key. */
  workspace_recover: { args: { kind: WorkspaceKind }; result: AppState };
  /** Backups go to this computer's own folder, or to one that the system's dialog asks for; null when nobody picked one. */
  backup_place_choose: { args: { on_laptop: boolean }; result: Backups | null };
  /** The backups in this computer's own folder, or in one that the system's dialog asks for; null when there is none. */
  backup_find: { args: { on_laptop: boolean }; result: BackupsFound | null };
  /** Makes one of those that were found this computer's clinic; the private window asks for its recovery key. */
  workspace_restore: { args: { number: number }; result: AppState };
  workspace_leave: { args: Nothing; result: AppState };
  laptop_get: { args: Nothing; result: Laptop };
  /** Has it start at each sign-in to the laptop, or not. */
  laptop_start_at_login: { args: { wanted: boolean }; result: Laptop };
  /** Shows a clinic that was put aside, told by its instant, in the system's own view of folders. */
  put_aside_show: { args: { at: number }; result: null };
  /** The window shows what `closing` asks. */
  closing_seen: { args: Nothing; result: null };
  /** The window goes out of the way, locked; signed posts go out. */
  closing_keep_running: { args: Nothing; result: null };
  closing_quit: { args: Nothing; result: null };
  /** What is written in the window is saved, as `save` asked. */
  closing_saved: { args: { turn: number }; result: null };
  session_people: { args: Nothing; result: LockPerson[] };
  session_unlock: { args: { person_id: string; pin: string }; result: Session };
  session_lock: { args: Nothing; result: Session };
  session_touch: { args: Nothing; result: null };
  signing_open: { args: { pin: string }; result: Session };
  post_sign: { args: { requests: SignRequest[] }; result: SignOutcome[] };
  approval_revoke: { args: { post_id: string }; result: PostSummary };
  /** Signs beforehand what was on the screen: fixed answers, and what may be done without words. */
  fixed_answers_sign: { args: { digest: string }; result: FixedAnswers };
  fixed_answers_revoke: { args: Nothing; result: FixedAnswers };
  person_add: { args: { person: PersonAdd; pin: string }; result: Person };
  person_pin_set: { args: { person_id: string; own_pin: string; pin: string }; result: Person };
  /** `other_laptop_off` says that Countersign does not run elsewhere; asked for the first time after a restore. */
  publishing_resume: { args: { other_laptop_off: boolean }; result: Status };
  /** Opens the private window, where the credential is typed. */
  /** With `by_hand`, the channel that was posted on by hand until now is the one that is connected. */
  channel_connect: { args: { platform: Platform; by_hand: string | null }; result: Channel };
  /** Opens the private window, where the secret key is typed; it is kept once it worked. */
  media_host_connect: { args: Nothing; result: MediaHost };
  /** Opens the private window, where the mail server's password is typed; it is kept once it worked. */
  mail_connect: { args: Nothing; result: MailSettings };
  /** Opens the private window, where Slack's address is pasted; it is kept once it took a message. */
  slack_connect: { args: Nothing; result: SlackSettings };
  channel_disconnect: { args: { id: string }; result: Channel };
  /** Asks the platform whose sign-in the channel has; changes nothing there. */
  channel_test: { args: { id: string }; result: ChannelTest };
  /** Opens the private window, where the clinic's own app is handed in. */
  login_app_set: { args: { login: Login }; result: null };
  login_app_forget: { args: { login: Login }; result: null };
  /** Opens the browser at the platform, in place of a sign-in that is going on. `channel_id` is connected again. */
  login_begin: { args: { login: Login; channel_id: string | null }; result: null };
  /** Opens the browser once more at the sign-in that is waited for. */
  login_again: { args: Nothing; result: null };
  /** Ends a sign-in, or puts away what became of it. */
  login_end: { args: Nothing; result: null };
  /** Connects one of the accounts that the sign-in reaches. */
  login_choose: { args: { account_id: string }; result: Channel };
  /** Opens the system's file dialog; nothing in either list when nothing was picked. */
  media_pick: { args: Nothing; result: PicturesTaken };
  media_import: { args: { name: string; data: number[] | Uint8Array }; result: Picture };
  /** Takes in a video or a document that lies in the window: `media_wanted` asks for its pieces, `give` hands them over. */
  media_offer: { args: { turn: number; name: string; bytes: number }; result: Picture };
  /** Stops whatever is coming in. */
  media_stop: { args: Nothing; result: null };
  /** Keeps a still picture of a video that the window drew. */
  media_poster: { args: { digest: string; data: number[] | Uint8Array }; result: Picture };
  /** Asks where to save a signed picture of a post that is posted by hand; false when nobody chose a place. */
  kit_picture_save: { args: { post_id: string; digest: string; file_name: string }; result: boolean };
  /** Shows a stored document in the computer's own program for PDFs. */
  document_open: { args: { digest: string }; result: null };
  /** Checks the whole record; with `against`, from a checkpoint on that is picked first: null when nobody picked one. */
  record_check: { args: { against: boolean }; result: RecordCheck | null };
  /** Asks where to save the record; false when nobody chose a place. */
  record_export: { args: { words: boolean }; result: boolean };
  /** Asks where to save the record's newest checkpoint; false when nobody chose a place. */
  checkpoint_save: { args: Nothing; result: boolean };
  /** Asks where to save a post's dossier; false when nobody chose a place. */
  dossier_save: { args: { post_id: string }; result: boolean };
  /** Shows a post's dossier in the computer's browser. */
  dossier_open: { args: { post_id: string }; result: null };
  /** Asks where to save a month's report as a table; false when nobody chose a place. */
  insights_table_save: { args: { month: string }; result: boolean };
  /** Asks where to save a month's report as a page to print; false when nobody chose a place. */
  insights_page_save: { args: { month: string }; result: boolean };
  /** Makes a support report and answers all that is in it. Nothing leaves. */
  support_report: { args: Nothing; result: string };
  /** Asks where to save the report that was shown; false when nobody chose a place. */
  support_report_save: { args: Nothing; result: boolean };
  link_open: { args: { url: string }; result: null };
  secret_task: { args: Nothing; result: SecretTask };
  secret_submit: { args: { values: SecretValue[] }; result: null };
  secret_cancel: { args: Nothing; result: null };
}

/** What the core says by itself. */
export interface Events {
  /** The tags of what a commit changed. */
  changed: string[];
  /** Somebody signed in, was locked out, or took the pen out. */
  session: Session;
  /** A notification or the tray asks for a screen. */
  goto: Goto;
  /** The window is being closed, or the program quit, while signed posts go out only as long as it runs. */
  closing: Closing;
  /** How far a video has come in. */
  media_coming: MediaComing;
  /** How far a check of the record is. */
  record_checking: RecordProgress;
  /** A piece of a video that the window offered is wanted. */
  media_wanted: MediaWanted;
  /** The window goes away, or the program ends: what is not saved is to be saved now, then `closing_saved` told. */
  save: number;
}

export type MediaSize = "thumb" | "full" | "video";

export interface Host {
  /** One command of the core's list. Rejects with an `ApiError`. */
  rpc(name: string, request: unknown): Promise<unknown>;
  /** A person's act. Rejects with an `ApiError`. */
  act<N extends keyof Acts>(name: N, args: Acts[N]["args"]): Promise<Acts[N]["result"]>;
  /** Hands over a piece of a video, as `media_wanted` asked. */
  give(ticket: number, bytes: Uint8Array): Promise<unknown>;
  /** Hears an event until the returned function is called. */
  listen<E extends keyof Events>(event: E, heard: (payload: Events[E]) => void): () => void;
  /** The address under which the window may show a stored picture, or a cut-out of it. */
  mediaUrl(digest: string, size: MediaSize, crop?: Crop | null): string;
}
