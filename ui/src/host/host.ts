// What the interface asks of the program around it. The product has one host, Tauri; tests and the preview bring
// another. Nothing outside this folder knows which one it talks to.

import type { AppState } from "../api/bindings/AppState";
import type { Channel } from "../api/bindings/Channel";
import type { LockPerson } from "../api/bindings/LockPerson";
import type { Person } from "../api/bindings/Person";
import type { PersonAdd } from "../api/bindings/PersonAdd";
import type { Picture } from "../api/bindings/Picture";
import type { Platform } from "../api/bindings/Platform";
import type { PostSummary } from "../api/bindings/PostSummary";
import type { SecretTask } from "../api/bindings/SecretTask";
import type { SecretValue } from "../api/bindings/SecretValue";
import type { Session } from "../api/bindings/Session";
import type { SetUp } from "../api/bindings/SetUp";
import type { SignRequest } from "../api/bindings/SignRequest";
import type { Status } from "../api/bindings/Status";
import type { WorkspaceKind } from "../api/bindings/WorkspaceKind";

type Nothing = Record<string, never>;

/** What only a person in front of the window may do. Each is a command of its own, with its own permission. */
export interface Acts {
  app_state: { args: Nothing; result: AppState };
  workspace_open: { args: { kind: WorkspaceKind }; result: AppState };
  /** Opens the secret window with the recovery key; resolves once it was confirmed, rejects when cancelled. */
  workspace_create: { args: { set_up: SetUp; pin: string }; result: AppState };
  /** Opens the secret window, which asks for the recovery key. */
  workspace_recover: { args: { kind: WorkspaceKind }; result: AppState };
  workspace_leave: { args: Nothing; result: AppState };
  session_people: { args: Nothing; result: LockPerson[] };
  session_unlock: { args: { person_id: string; pin: string }; result: Session };
  session_lock: { args: Nothing; result: Session };
  session_touch: { args: Nothing; result: null };
  signing_open: { args: { pin: string }; result: Session };
  post_sign: { args: { requests: SignRequest[] }; result: PostSummary[] };
  approval_revoke: { args: { post_id: string }; result: PostSummary };
  person_add: { args: { person: PersonAdd; pin: string }; result: Person };
  person_pin_set: { args: { person_id: string; pin: string }; result: Person };
  publishing_resume: { args: Nothing; result: Status };
  /** Opens the secret window, where the credential is typed. */
  channel_connect: { args: { platform: Platform }; result: Channel };
  channel_disconnect: { args: { id: string }; result: Channel };
  /** Opens the system's file dialog; an empty list when nothing was picked. */
  media_pick: { args: Nothing; result: Picture[] };
  media_import: { args: { name: string; data: number[] | Uint8Array }; result: Picture };
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
  goto: { screen: string; post_id?: string | null };
}

export type MediaSize = "thumb" | "full";

export interface Host {
  /** One command of the core's list. Rejects with an `ApiError`. */
  rpc(name: string, request: unknown): Promise<unknown>;
  /** A person's act. Rejects with an `ApiError`. */
  act<N extends keyof Acts>(name: N, args: Acts[N]["args"]): Promise<Acts[N]["result"]>;
  /** Hears an event until the returned function is called. */
  listen<E extends keyof Events>(event: E, heard: (payload: Events[E]) => void): () => void;
  /** The address under which the window may show a stored picture. */
  mediaUrl(digest: string, size: MediaSize): string;
}
