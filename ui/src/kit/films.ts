// Watching videos: whether this computer can, loading one that does not play from its address, and a still picture of it.

import { act, mediaUrl } from "../api";
import type { Picture } from "../api/bindings/Picture";
import type { Video } from "../api/bindings/Video";

/** The largest file that is loaded whole to be watched, in bytes: what Instagram takes at most. */
export const LOADABLE = 300_000_000;
/** The largest that is loaded only to draw a still picture of it. */
const LOADABLE_TO_DRAW = 60_000_000;
/** How long a still picture is waited for, in milliseconds. */
const PATIENCE = 10_000;
/** The longer edge of a still picture. */
const EDGE = 1080;

const codecs: Record<string, string> = {
  "H.264": "avc1.42E01E",
  "H.265 (HEVC)": "hvc1.1.6.L93.B0",
  VP9: "vp09.00.10.08",
  AV1: "av01.0.04M.08",
};

/** Whether the web view says that it can play it; where it does not know the encoding, it may try. */
export function canPlay(video: Pick<Video, "made_of">): boolean {
  const codec = video.made_of.map((made) => codecs[made]).find((known) => known !== undefined);
  if (codec === undefined) return true;
  return document.createElement("video").canPlayType(`video/mp4; codecs="${codec}"`) !== "";
}

/** The whole of a video, piece by piece. */
export async function loaded(
  digest: string,
  video: Video,
  got: (percent: number) => void,
  most = LOADABLE,
): Promise<Blob> {
  const pieces: Blob[] = [];
  let at = 0;
  for (;;) {
    const answer = await fetch(mediaUrl(digest, "video"), { headers: { range: `bytes=${at}-` } });
    const total = Number(/\/(\d+)$/.exec(answer.headers.get("content-range") ?? "")?.[1]);
    if (answer.status !== 206 || !(total > 0) || total > most) throw new Error("not loaded");
    const piece = await answer.blob();
    if (piece.size === 0) throw new Error("not loaded");
    pieces.push(piece);
    at += piece.size;
    got(Math.floor((at / total) * 100));
    if (at >= total) return new Blob(pieces, { type: video.mime });
  }
}

/** Draws a still picture of a video and has it kept. Nothing where this computer can't play it. */
export async function drawPoster(picture: Picture): Promise<Picture | undefined> {
  const { digest, video } = picture;
  if (!video || video.poster || !canPlay(video)) return undefined;
  let drawn = await frameOf(mediaUrl(digest, "video"));
  if (!drawn && picture.bytes <= LOADABLE_TO_DRAW) {
    const film = await loaded(digest, video, () => undefined, LOADABLE_TO_DRAW).catch(() => undefined);
    if (film) {
      const address = URL.createObjectURL(film);
      drawn = await frameOf(address);
      URL.revokeObjectURL(address);
    }
  }
  if (!drawn) return undefined;
  const data = new Uint8Array(await drawn.arrayBuffer());
  // Without one the video is as good; its place shows its length.
  return act("media_poster", { digest, data }).catch(() => undefined);
}

function frameOf(address: string): Promise<Blob | undefined> {
  return new Promise((resolve) => {
    const film = document.createElement("video");
    const done = (drawn?: Blob | null) => {
      clearTimeout(patience);
      film.removeAttribute("src");
      resolve(drawn ?? undefined);
    };
    const patience = setTimeout(done, PATIENCE);
    film.muted = true;
    film.preload = "auto";
    film.crossOrigin = "anonymous";
    film.onerror = () => done();
    film.onloadeddata = () => {
      const scale = Math.min(1, EDGE / Math.max(film.videoWidth, film.videoHeight, 1));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(film.videoWidth * scale));
      canvas.height = Math.max(1, Math.round(film.videoHeight * scale));
      canvas.getContext("2d")?.drawImage(film, 0, 0, canvas.width, canvas.height);
      try {
        canvas.toBlob(done, "image/jpeg", 0.85);
      } catch {
        done();
      }
    };
    film.src = address;
  });
}
