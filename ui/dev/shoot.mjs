// Pictures of the preview, for looking at. Starts its own server and browser, and ends both.
//   OUT=shots node dev/shoot.mjs [beginning of a name…]
//   node dev/shoot.mjs --fit [beginning of a name…]      measures instead of taking pictures; see fit.mjs

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { build, preview } from "vite";

import { misfits, sizes } from "./fit.mjs";

/** Opens the palette and types; what it looks for is asked for once the fingers rest. */
async function find(page, words) {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(words);
  await page.waitForTimeout(300);
}

/** Opens the topics on X, with one of them. */
async function topics(page, words) {
  await page.getByRole("radio", { name: "Topics on X" }).check({ force: true });
  if (words) await page.getByRole("radio", { name: words }).check({ force: true });
}

const out = process.env.OUT ?? join(tmpdir(), "countersign-shots");
const wide = { width: 1280, height: 800 };
const floor = { width: 1024, height: 700 };
const small = { width: 560, height: 520 };
/** A page that is longer than a window, whole. */
const whole = { width: 1280, height: 2900 };
const wholeNarrow = { width: 640, height: 3600 };

/** name, address, and what to do before the picture. */
const scenes = [
  ["welcome", "index.html?scene=welcome"],
  ["welcome-again", "index.html?scene=again"],
  ["welcome-nokeychain", "index.html?scene=nokeychain"],
  ["welcome-wrongkey", "index.html?scene=wrongkey"],
  ["welcome-damaged", "index.html?scene=damaged"],
  ["welcome-unconfirmed", "index.html?scene=unconfirmed"],
  ["welcome-setup", "index.html?scene=welcome", (page) => page.keyboard.press("2")],
  [
    "welcome-restore",
    "index.html?scene=welcome",
    async (page) => {
      await page.getByRole("button", { name: "Restore a clinic" }).click();
      await page.getByRole("button", { name: "Choose the folder…" }).click();
    },
  ],
  [
    "welcome-setup-wrong",
    "index.html?scene=welcome",
    async (page) => {
      await page.keyboard.press("2");
      await page.getByRole("button", { name: /recovery key/ }).click();
    },
  ],
  ["lock", "index.html?scene=lock"],
  ["lock-practice", "index.html?scene=lockpractice"],
  [
    "lock-wrong",
    "index.html?scene=lock",
    async (page) => {
      for (let i = 0; i < 3; i++) {
        await page.locator("input[type=password]").fill("0000");
        await page.keyboard.press("Enter");
        await page.waitForTimeout(150);
      }
    },
  ],
  ["frame-stopped", "index.html?scene=stopped#/settings/appearance"],
  [
    "frame-menu",
    "index.html?scene=practice#/settings/appearance",
    (page) => page.getByRole("button", { name: /Signed in as/ }).click(),
  ],
  ["frame-help", "index.html#/settings/appearance", (page) => page.keyboard.press("?")],
  [
    "frame-resume",
    "index.html?scene=stopped#/settings/appearance",
    (page) => page.getByRole("button", { name: "Resume…" }).click(),
  ],
  ["palette", "index.html#/today", (page) => page.keyboard.press("Control+k")],
  ["palette-acts", "index.html#/review/w1", (page) => find(page, "sign")],
  [
    "palette-posts",
    "index.html#/calendar",
    async (page) => {
      await find(page, "flu");
      await page.keyboard.press("ArrowDown");
    },
  ],
  ["palette-nothing", "index.html#/today", (page) => find(page, "zebra crossing")],
  ["palette-zoom", "index.html#/today", (page) => find(page, "flu"), { width: 640, height: 400 }],
  ["setup", "index.html?scene=setup#/today"],
  ["setup-staff", "index.html?scene=setupstaff#/today"],
  ["settings-setup", "index.html?scene=setup#/settings/setup"],
  ["settings-clinic", "index.html?scene=staff#/settings/clinic"],
  [
    "settings-zone",
    "index.html?scene=staff#/settings/clinic",
    async (page) => {
      await page.getByRole("combobox", { name: "Time zone" }).fill("col");
    },
  ],
  ["settings-people", "index.html?scene=staff#/settings/people"],
  ["settings-people-doctor", "index.html#/settings/people"],
  [
    "settings-person",
    "index.html?scene=staff#/settings/people",
    (page) => page.getByRole("button", { name: "Add a person" }).click(),
  ],
  [
    "deciding-doubt",
    "index.html#/today",
    async (page) => {
      await page.getByRole("button", { name: "Look and decide…" }).first().click();
      await page.getByRole("radio", { name: /^It is not there/ }).click();
    },
  ],
  [
    "deciding-failed",
    "index.html#/today",
    async (page) => {
      await page.getByRole("button", { name: "More for Inhaler technique in 30 seconds" }).click();
      await page.getByRole("menuitem", { name: "Look and decide…" }).click();
    },
  ],
  [
    "deciding-byhand",
    "index.html#/today",
    (page) => page.getByRole("button", { name: "Post it by hand…" }).first().click(),
  ],
  [
    "deciding-takedown",
    "index.html#/compose/p1",
    async (page) => {
      await page.getByRole("button", { name: "More for this post" }).click();
      await page.getByRole("menuitem", { name: "Take down now…" }).click();
    },
  ],
  [
    "deciding-taken",
    "index.html#/compose/p1",
    async (page) => {
      await page.getByRole("button", { name: "More for this post" }).click();
      await page.getByRole("menuitem", { name: "Take down now…" }).click();
      await page.getByRole("button", { name: "Take down now", exact: true }).click();
    },
  ],
  ["settings-recipients", "index.html?scene=messages#/settings/recipients"],
  ["settings-recipients-empty", "index.html?scene=empty#/settings/recipients"],
  [
    "settings-recipients-stop",
    "index.html?scene=messages#/settings/recipients",
    (page) => page.getByRole("button", { name: "Asha Nair said stop" }).click(),
  ],
  [
    "settings-recipients-number",
    "index.html?scene=messages#/settings/recipients",
    (page) => page.getByRole("button", { name: "Somebody said stop…" }).click(),
  ],
  [
    "settings-recipients-add",
    "index.html?scene=messages#/settings/recipients",
    (page) => page.getByRole("button", { name: "Add a recipient" }).click(),
  ],
  [
    "settings-recipients-file",
    "index.html?scene=messages#/settings/recipients",
    async (page) => {
      await page.getByRole("button", { name: "Take in a file…" }).click();
      await page.locator("input[type=file]").setInputFiles({
        name: "recipients.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("Number,Name\n"),
      });
      await page.getByText("398 new recipients").waitFor();
    },
  ],
  [
    "settings-recipients-consent",
    "index.html?scene=messages#/settings/recipients",
    async (page) => {
      await page.getByRole("button", { name: "More about Asha Nair" }).click();
      await page.getByRole("menuitem", { name: "New consent…" }).click();
      await page.getByLabel("Agreed to", { exact: true }).selectOption("service");
    },
  ],
  [
    "settings-recipients-earlier",
    "index.html?scene=messages#/settings/recipients",
    (page) => page.getByText("2 earlier records of consent").click(),
  ],
  [
    "settings-recipients-name",
    "index.html?scene=messages#/settings/recipients",
    async (page) => {
      await page.getByRole("button", { name: "More about Asha Nair" }).click();
      await page.getByRole("menuitem", { name: "Change the name…" }).click();
    },
  ],
  [
    "settings-recipients-lists",
    "index.html?scene=messages#/settings/recipients",
    (page) => page.getByRole("button", { name: "Lists…" }).click(),
  ],
  [
    "settings-recipients-lists-rename",
    "index.html?scene=messages#/settings/recipients",
    async (page) => {
      await page.getByRole("button", { name: "Lists…" }).click();
      await page.getByRole("button", { name: "Rename “News of the clinic”" }).click();
      await page.getByLabel("New name of “News of the clinic”").fill("flu vaccine 2026");
      await page.keyboard.press("Enter");
    },
  ],
  [
    "settings-recipients-lists-remove",
    "index.html?scene=messages#/settings/recipients",
    async (page) => {
      await page.getByRole("button", { name: "Lists…" }).click();
      await page.getByRole("button", { name: "Remove “News of the clinic”…" }).click();
    },
  ],
  ["message-new", "index.html?scene=messages#/compose/wa-new"],
  ["message-half", "index.html?scene=messages#/compose/wa-half"],
  [
    "message-template",
    "index.html?scene=messages#/compose/wa-new",
    (page) => page.getByRole("button", { name: "Choose a template" }).click(),
  ],
  ["message-sent", "index.html?scene=messages#/compose/wa-sent"],
  ["tiktok-new", "index.html?scene=tiktok#/compose/tt-new"],
  [
    "tiktok-choices",
    "index.html?scene=tiktok#/compose/tt-new",
    (page) => page.getByRole("checkbox", { name: /Music Usage/ }).scrollIntoViewIfNeeded(),
  ],
  ["tiktok-read", "index.html?scene=tiktok#/compose/tt-read"],
  [
    "tiktok-cover",
    "index.html?scene=tiktok#/compose/tt-read",
    async (page) => {
      await page.getByRole("switch", { name: /stands as its cover/ }).click();
      await page.getByRole("slider").scrollIntoViewIfNeeded();
    },
  ],
  ["tiktok-draft", "index.html?scene=tiktok#/compose/tt-draft"],
  ["tiktok-review", "index.html?scene=tiktokdoctor#/review/tt-read"],
  ["pieces-gif", "index.html?scene=pieces#/compose/pc-gif"],
  ["pieces-gif-review", "index.html?scene=piecesdoctor#/review/pc-gif"],
  ["pieces-pdf", "index.html?scene=pieces#/compose/pc-pdf"],
  ["pieces-pdf-review", "index.html?scene=piecesdoctor#/review/pc-pdf"],
  ["pieces-reel", "index.html?scene=pieces#/compose/pc-reel"],
  ["pieces-reel-review", "index.html?scene=piecesdoctor#/review/pc-reel"],
  ["pieces-calendar", "index.html?scene=pieces#/calendar"],
  ["pieces-version", "index.html?scene=pieces#/settings/channels:c-li"],
  ["pieces-version-doctor", "index.html?scene=piecesdoctor#/settings/channels:c-li"],
  ["video-new", "index.html?scene=videos#/compose/yt-new"],
  ["video-read", "index.html?scene=videos#/compose/yt-read"],
  ["video-review", "index.html?scene=videosdoctor#/review/yt-read"],
  [
    "video-cover",
    "index.html?scene=videos#/compose/yt-hand",
    (page) => page.locator(".cover .tile").scrollIntoViewIfNeeded(),
  ],
  [
    "video-byhand",
    "index.html?scene=videos#/compose/yt-hand",
    async (page) => {
      await page.getByRole("button", { name: "Post it by hand…" }).first().click();
      await page.getByRole("button", { name: "Save this picture…" }).scrollIntoViewIfNeeded();
    },
  ],
  [
    "video-versions",
    "index.html?scene=videos#/compose/yt-read",
    (page) => page.getByRole("button", { name: "Version", exact: false }).first().click(),
  ],
  ["message-review", "index.html?scene=messagesdoctor#/review/wa-read"],
  ["settings-media", "index.html?scene=staff#/settings/media"],
  ["settings-media-doctor", "index.html#/settings/media"],
  ["settings-media-empty", "index.html?scene=empty#/settings/media"],
  ["settings-media-refused", "index.html?scene=refused#/settings/media"],
  ["settings-media-failing", "index.html?scene=failing#/settings/media"],
  ["settings-media-slow", "index.html?scene=slow#/settings/media"],
  [
    "settings-media-wrong",
    "index.html?scene=staff#/settings/media",
    async (page) => {
      await page.getByRole("textbox", { name: "Address" }).fill("s3.ap-south-1.amazonaws.com");
      await page.getByRole("button", { name: "Save changes" }).click();
    },
  ],
  [
    "settings-media-forget",
    "index.html?scene=staff#/settings/media",
    (page) => page.getByRole("button", { name: "Forget…" }).click(),
  ],
  ["settings-laptop", "index.html#/settings/laptop"],
  [
    "settings-support",
    "index.html#/settings/laptop",
    (page) => page.getByRole("button", { name: "Save a support report…" }).click(),
  ],
  ["settings-backups", "index.html#/settings/backups"],
  ["settings-backups-away", "index.html?scene=stickaway#/settings/backups"],
  ["today-backups-away", "index.html?scene=stickaway"],
  ["settings-channels", "index.html?scene=refused#/settings/channels"],
  ["settings-channels-empty", "index.html?scene=empty#/settings/channels"],
  ["settings-channels-failing", "index.html?scene=failing#/settings/channels"],
  ["settings-channels-slow", "index.html?scene=slow#/settings/channels"],
  [
    "settings-channel",
    "index.html?scene=refused#/settings/channels",
    (page) => page.getByRole("button", { name: "Edit Clinic on X" }).click(),
  ],
  ["channel-page", "index.html#/settings/channels%3Ac-x"],
  [
    "channel-page-calls",
    "index.html#/settings/channels%3Ac-x",
    async (page) => {
      await page.getByRole("button", { name: /Details of “Publish a post”, 11:30/ }).click();
      await page.getByText("2 other allowances").click();
    },
  ],
  ["channel-page-resting", "index.html?scene=resting#/settings/channels%3Ac-x"],
  [
    "channel-page-tested",
    "index.html#/settings/channels%3Ac-fb",
    (page) => page.getByRole("button", { name: "Test connection" }).click(),
  ],
  [
    "channel-page-refused",
    "index.html?scene=refused#/settings/channels%3Ac-fb2",
    (page) => page.getByRole("button", { name: "Test connection" }).click(),
  ],
  ["channel-page-failing", "index.html?scene=failing#/settings/channels%3Ac-x"],
  ["channel-page-zoom", "index.html#/settings/channels%3Ac-x", undefined, { width: 512, height: 350 }],
  ["settings-channels-resting", "index.html?scene=resting#/settings/channels"],
  ["connect-setup", "index.html?scene=connect#/settings/channels%3Aconnect%3Afacebook"],
  ["connect-ready", "index.html?scene=connectready#/settings/channels%3Aconnect%3Afacebook"],
  ["connect-waiting", "index.html?scene=connectwaiting#/settings/channels%3Aconnect%3Afacebook"],
  ["connect-asking", "index.html?scene=connectasking#/settings/channels%3Aconnect%3Afacebook"],
  ["connect-choosing", "index.html?scene=connectchoosing#/settings/channels%3Aconnect%3Afacebook"],
  ["connect-failed", "index.html?scene=connectfailed#/settings/channels%3Aconnect%3Afacebook"],
  ["connect-connected", "index.html?scene=connectconnected#/settings/channels%3Aconnect%3Afacebook"],
  [
    "connect-foot",
    "index.html?scene=connect#/settings/channels%3Aconnect%3Afacebook",
    (page) => page.locator(".page").evaluate((room) => room.scrollTo(0, room.scrollHeight)),
  ],
  [
    "connect-forget",
    "index.html?scene=connectready#/settings/channels%3Aconnect%3Afacebook",
    (page) => page.getByRole("button", { name: /^Forget the app/ }).click(),
  ],
  [
    "connect-zoom",
    "index.html?scene=connectchoosing#/settings/channels%3Aconnect%3Afacebook",
    undefined,
    { width: 512, height: 350 },
  ],
  ["connect-again", "index.html?scene=signins#/settings/channels%3Aconnect%3Afacebook%3Ac-fb3"],
  ["connect-doctor", "index.html#/settings/channels%3Aconnect%3Afacebook"],
  ["connect-failing", "index.html?scene=failing#/settings/channels%3Aconnect%3Afacebook"],
  ["channel-page-ends", "index.html?scene=signins#/settings/channels%3Ac-fb"],
  ["channel-page-ended", "index.html?scene=signins#/settings/channels%3Ac-fb3"],
  ["channel-page-ended-doctor", "index.html?scene=signinsdoctor#/settings/channels%3Ac-fb3"],
  ["settings-channels-signins", "index.html?scene=signins#/settings/channels"],
  ["settings-channels-underway", "index.html?scene=connectwaiting#/settings/channels"],
  ["today-signins", "index.html?scene=signins#/today"],
  ["today-signins-doctor", "index.html?scene=signinsdoctor#/today"],
  ["secret-show", "secret.html?task=show", undefined, small],
  ["secret-enter", "secret.html?task=enter", undefined, small],
  ["secret-media", "secret.html?task=media", undefined, small],
  ["secret-mail", "secret.html?task=mail", undefined, small],
  ["secret-slack", "secret.html?task=slack", undefined, small],
  ["secret-connect", "secret.html?task=connect", undefined, small],
  ["secret-app", "secret.html?task=app", undefined, small],
  [
    "secret-confirm",
    "secret.html?task=show",
    async (page) => {
      await page.getByRole("button", { name: /on paper/ }).click();
      await page.keyboard.type("nope");
      await page.keyboard.press("Enter");
    },
    small,
  ],
  ["sign", "index.html#/review", (page) => page.keyboard.press("a")],
  [
    "sign-wrong",
    "index.html#/review",
    async (page) => {
      await page.keyboard.press("a");
      await page.locator("input[type=password]").fill("0000");
      await page.keyboard.press("Enter");
    },
  ],
  ["today", "index.html#/today"],
  ["today-altered", "index.html?scene=altered#/today"],
  [
    "read-back",
    "index.html?scene=altered#/today",
    (page) => page.getByRole("button", { name: "See what differs…" }).click(),
  ],
  ["today-empty", "index.html?scene=empty#/today"],
  ["compose", "index.html#/compose/w2"],
  ["compose-start", "index.html?scene=staff#/compose"],
  [
    "compose-blank",
    "index.html?scene=staff#/compose",
    (page) => page.getByRole("radio", { name: "Blank", exact: true }).check(),
  ],
  [
    "compose-past",
    "index.html?scene=staff#/compose",
    async (page) => {
      await page.getByRole("radio", { name: "Past post" }).check();
      await page.getByRole("radiogroup", { name: "Begin from" }).waitFor();
      await page.getByRole("group", { name: "Past posts" }).getByRole("radio").first().check({ force: true });
    },
  ],
  ["alerts-numbers", "index.html?scene=counted#/settings/alerts", undefined, { width: 1280, height: 2000 }],
  ["topics", "index.html?scene=staff#/compose", (page) => topics(page)],
  ["topics-unsearched", "index.html?scene=staff#/compose", (page) => topics(page, /^flu shots/)],
  [
    "topics-found",
    "index.html?scene=staff#/compose",
    async (page) => {
      await topics(page, /^flu shots/);
      await page.getByRole("button", { name: "Search now" }).click();
      await page.getByRole("button", { name: "Read on" }).waitFor();
    },
    { width: 1280, height: 1200 },
  ],
  [
    "topics-none-found",
    "index.html?scene=staff#/compose",
    async (page) => {
      await topics(page, /snoring/);
      await page.getByRole("button", { name: "Search now" }).click();
    },
  ],
  [
    "topics-offline",
    "index.html?scene=stopped#/compose",
    async (page) => {
      await topics(page, /^flu shots/);
      await page.getByRole("button", { name: "Search now" }).click();
    },
  ],
  ["topics-resting", "index.html?scene=resting#/compose", (page) => topics(page, /^flu shots/)],
  [
    "topics-new",
    "index.html?scene=staff#/compose",
    async (page) => {
      await topics(page);
      await page.getByRole("button", { name: "Add a topic" }).click();
    },
  ],
  [
    "topics-draft",
    "index.html?scene=staff#/compose",
    async (page) => {
      await topics(page, /^flu shots/);
      await page.getByRole("button", { name: "Search now" }).click();
      await page.getByRole("button", { name: /^Draft from this: the post of @ravi_n/ }).click();
    },
  ],
  [
    "compose-shared",
    "index.html?scene=staff#/compose",
    async (page) => {
      await page.getByRole("radio", { name: "Blank", exact: true }).check();
      await page.getByRole("button", { name: /Begin writing/ }).click();
      await page
        .getByRole("textbox", { name: "Shared text" })
        .fill("Flu shots from Thursday, without an appointment. ".repeat(7));
    },
  ],
  [
    "compose-follows",
    "index.html?scene=staff#/compose",
    async (page) => {
      await page.getByRole("radio", { name: "Blank", exact: true }).check();
      await page.getByRole("button", { name: /Begin writing/ }).click();
      await page
        .getByRole("textbox", { name: "Shared text" })
        .fill("Flu shots from Thursday, without an appointment. ".repeat(7));
      await page.getByRole("tab").nth(1).click();
      await page.waitForTimeout(300);
    },
  ],
  [
    "compose-hashtags",
    "index.html?scene=staff#/compose/n1",
    (page) => page.getByRole("button", { name: "Hashtags…" }).click(),
  ],
  [
    "compose-crop",
    "index.html?scene=staff#/compose/w2",
    async (page) => {
      await page.getByRole("button", { name: /^Crop/ }).first().click();
      await page.getByRole("radio", { name: "1:1", exact: true }).check();
      await page.getByRole("application").focus();
      await page.keyboard.press("-");
      await page.keyboard.press("-");
      await page.keyboard.press("ArrowLeft");
    },
  ],
  [
    "compose-cropped",
    "index.html?scene=staff#/compose/w2",
    async (page) => {
      await page.getByRole("button", { name: /^Crop/ }).first().click();
      await page.getByRole("radio", { name: "1:1", exact: true }).check();
      await page.getByRole("button", { name: "Use this part" }).click();
    },
  ],
  ["review", "index.html#/review"],
  ["review-changes", "index.html#/review/w2"],
  ["review-thread", "index.html#/review/w4"],
  ["review-signed", "index.html#/review/s1"],
  ["review-out", "index.html#/review/p1"],
  ["keeping-review", "index.html#/review/k1"],
  ["keeping-calendar", "index.html#/queue/k1"],
  ["keeping-stuck", "index.html#/queue/k2"],
  ["keeping-offered", "index.html#/queue/s1"],
  ["review-staff", "index.html?scene=staff#/review/w2"],
  ["review-empty", "index.html?scene=empty#/review"],
  ["review-failing", "index.html?scene=failing#/review"],
  ["review-slow", "index.html?scene=slow#/review/w2"],
  [
    "review-ask",
    "index.html#/review/w2",
    async (page) => {
      await page.keyboard.press("c");
      await page.keyboard.press("Control+Enter");
    },
  ],
  ["review-together", "index.html#/review/w1", (page) => page.keyboard.press("b")],
  ["review-edit", "index.html#/review/w2", (page) => page.keyboard.press("e")],
  [
    "review-asked",
    "index.html#/review/w1",
    async (page) => {
      await page.evaluate(() => {
        const text = [...(document.querySelector("article [data-part] p")?.childNodes ?? [])].find(
          (node) => (node.textContent ?? "").length > 15,
        );
        if (text) document.getSelection()?.setBaseAndExtent(text, 0, text, 15);
      });
      await page.keyboard.press("c");
      await page.getByLabel("What should change?").fill("Say “breathless”.");
      await page.keyboard.press("Control+Enter");
      await page.goto(page.url().replace(/#.*/, "#/review/w1"));
      await page.waitForTimeout(300);
    },
  ],
  [
    "review-groups",
    "index.html#/review/w1",
    async (page) => {
      await page.getByRole("button", { name: /How the list is grouped/ }).click();
      await page.getByRole("menuitem", { name: "By theme" }).click();
    },
  ],
  ["review-zoom", "index.html#/review/w2", undefined, { width: 640, height: 400 }],
  ["today-zoom", "index.html#/today", undefined, { width: 640, height: 400 }],
  ["activity-zoom", "index.html#/activity", undefined, { width: 640, height: 400 }],
  ["review-pin", "index.html#/review/w1", (page) => page.keyboard.press("a")],
  [
    "review-next",
    "index.html#/review/w1",
    async (page) => {
      await page.keyboard.press("a");
      await page.locator("input[type=password]").fill("1234");
      await page.keyboard.press("Enter");
    },
  ],
  ["calendar", "index.html#/calendar"],
  ["calendar-week", "index.html#/calendar", (page) => page.keyboard.press("2")],
  ["calendar-day", "index.html#/calendar", (page) => page.keyboard.press("3")],
  ["calendar-detail", "index.html#/calendar/f1"],
  ["calendar-zoom", "index.html#/calendar", undefined, { width: 512, height: 350 }],
  ["calendar-zoom-list", "index.html#/queue", undefined, { width: 512, height: 350 }],
  ["calendar-wide", "index.html#/calendar", undefined, { width: 1920, height: 1000 }],
  ["calendar-list", "index.html#/queue/s1"],
  ["settings-times", "index.html?scene=staff#/settings/times"],
  ["settings-times-empty", "index.html?scene=empty#/settings/times"],
  ["settings-times-zoom", "index.html?scene=staff#/settings/times", undefined, { width: 512, height: 350 }],
  [
    "settings-times-week",
    "index.html?scene=staff#/settings/times",
    (page) => page.getByRole("button", { name: "Edit the weekly times of Clinic on X" }).click(),
  ],
  ["settings-alerts", "index.html?scene=staff#/settings/alerts"],
  ["settings-alerts-telling", "index.html?scene=telling#/settings/alerts", undefined, whole],
  ["settings-alerts-narrow", "index.html?scene=telling#/settings/alerts", undefined, wholeNarrow],
  ["settings-alerts-failing", "index.html?scene=tellingfails#/settings/alerts", undefined, whole],
  ["settings-alerts-doctor", "index.html?scene=tellingdoctor#/settings/alerts", undefined, whole],
  ["settings-rules", "index.html?scene=staff#/settings/rules"],
  ["settings-rules-read", "index.html#/settings/rules"],
  ["settings-rules-zoom", "index.html?scene=staff#/settings/rules", undefined, { width: 512, height: 350 }],
  [
    "settings-rules-pace",
    "index.html?scene=staff#/settings/rules",
    (page) => page.getByRole("button", { name: "Edit when and how often Clinic on X posts" }).click(),
  ],
  [
    "settings-channels-hand",
    "index.html?scene=staff#/settings/channels",
    async (page) => {
      await page.getByRole("button", { name: "Add one by hand" }).click();
      await page.getByRole("menuitem", { name: "LinkedIn" }).click();
    },
  ],
  [
    "calendar-chosen",
    "index.html#/calendar",
    async (page) => {
      await page.locator('[data-entry="s2"]').click({ modifiers: ["Control"] });
      await page.locator('[data-entry="c1"]').click({ modifiers: ["Control"] });
    },
  ],
  [
    "calendar-shift",
    "index.html#/calendar",
    async (page) => {
      await page.locator('[data-entry="s2"]').click({ modifiers: ["Control"] });
      await page.getByRole("button", { name: "Shift…" }).click();
    },
  ],
  [
    "calendar-drag",
    "index.html#/calendar",
    async (page) => {
      const from = await page.locator('[data-entry="s2"]').boundingBox();
      await page.mouse.move(from.x + 20, from.y + 10);
      await page.mouse.down();
      await page.mouse.move(from.x + 40, from.y + 14, { steps: 4 });
      await page.mouse.move(from.x + from.width * 6 + 40, from.y - 20, { steps: 8 });
      await page.waitForTimeout(150);
    },
  ],
  [
    "calendar-refused",
    "index.html#/calendar",
    async (page) => {
      const from = await page.locator('[data-entry="s2"]').boundingBox();
      await page.mouse.move(from.x + 20, from.y + 10);
      await page.mouse.down();
      await page.mouse.move(from.x + 40, from.y + 14, { steps: 4 });
      await page.mouse.move(from.x + 160, from.y - 220, { steps: 8 });
      await page.waitForTimeout(150);
    },
  ],
  [
    "calendar-undo",
    "index.html#/calendar",
    async (page) => {
      await page.locator('[data-entry="s2"]').focus();
      await page.keyboard.press("Alt+ArrowRight");
    },
  ],
  ["calendar-filter", "index.html#/calendar", (page) => page.getByRole("button", { name: "Filter" }).click()],
  ["calendar-empty", "index.html?scene=empty#/calendar"],
  ["calendar-failing", "index.html?scene=failing#/calendar"],
  ["calendar-slow", "index.html?scene=slow#/calendar"],
  ["queue", "index.html#/queue"],
  ["queue-failed", "index.html#/queue/f1"],
  ["queue-parts", "index.html#/queue/pp"],
  ["queue-end", "index.html#/queue/w4", (page) => page.getByRole("switch").click()],
  ["queue-move", "index.html#/queue/s1", (page) => page.keyboard.press("m")],
  [
    "queue-undo",
    "index.html#/queue/s1",
    async (page) => {
      await page.keyboard.press("m");
      await page.getByLabel("Date", { exact: true }).fill("2026-11-25");
      await page.keyboard.press("Enter");
    },
  ],
  ["queue-empty", "index.html?scene=empty#/queue"],
  ["queue-failing", "index.html?scene=failing#/queue"],
  ["insights", "index.html?scene=counted#/insights", undefined, whole],
  ["insights-floor", "index.html?scene=messages#/insights", undefined, floor],
  ["insights-channel", "index.html#/insights/channel%3Ac-fb", undefined, whole],
  ["insights-channel-narrow", "index.html#/insights/channel%3Ac-fb", undefined, wholeNarrow],
  ["insights-channel-floor", "index.html#/insights/channel%3Ac-fb", undefined, floor],
  [
    "insights-channel-open",
    "index.html?scene=counted#/insights/channel%3Ac-li",
    async (page) => {
      for (const fold of await page.locator("main summary").all()) await fold.click();
    },
    { width: 1440, height: 4200 },
  ],
  ["insights-channel-few", "index.html#/insights/channel%3Ac-x", undefined, whole],
  ["insights-channel-young", "index.html?scene=counted#/insights/channel%3Ac-ig"],
  ["insights-report", "index.html#/insights/report"],
  ["insights-empty", "index.html?scene=empty#/insights"],
  ["insights-slow", "index.html?scene=slow#/insights"],
  ["insights-failing", "index.html?scene=failing#/insights"],
  ["numbers", "index.html?scene=counted#/queue/p1"],
  [
    "numbers-meaning",
    "index.html?scene=counted#/queue/p2",
    async (page) => {
      await page.getByRole("button", { name: "Impressions: what it means" }).click();
      await page.getByText("5 readings that changed it").click();
    },
  ],
  ["numbers-new", "index.html?scene=counted#/queue/cn-new"],
  ["numbers-gone", "index.html?scene=counted#/queue/cn-gone"],
  ["numbers-reel", "index.html?scene=counted#/queue/cn-reel"],
  ["numbers-untold", "index.html?scene=counted#/queue/cn-untold"],
  ["numbers-thread", "index.html?scene=counted#/queue/cn-thread"],
  ["numbers-message", "index.html?scene=counted#/queue/wa-sent"],
  ["numbers-failing", "index.html?scene=countfailing#/queue/p1"],
  [
    "numbers-pay",
    "index.html?scene=counted#/queue/p2",
    (page) => page.getByRole("button", { name: "Look now…" }).click(),
  ],
  [
    "numbers-looked",
    "index.html?scene=counted#/queue/p1",
    (page) => page.getByRole("button", { name: "Look now" }).click(),
  ],
  ["numbers-week", "index.html?scene=counted#/calendar", (page) => page.keyboard.press("2")],
  ["numbers-day", "index.html?scene=counted#/calendar", (page) => page.keyboard.press("3")],
  ["numbers-month", "index.html?scene=counted#/calendar/p2", undefined, { width: 1600, height: 900 }],
  ["numbers-review", "index.html?scene=counteddoctor#/review/cn-reel"],
  ["numbers-channel", "index.html?scene=counted#/settings/channels%3Ac-fb"],
  ["numbers-channel-first", "index.html?scene=counted#/settings/channels%3Ac-ig"],
  ["numbers-channel-withheld", "index.html?scene=counted#/settings/channels%3Ac-li"],
  ["numbers-channel-message", "index.html?scene=counted#/settings/channels%3Ac-wa"],
  ["numbers-channel-failing", "index.html?scene=countfailing#/settings/channels%3Ac-fb"],
  ["numbers-small", "index.html?scene=counted#/queue/p1", undefined, { width: 512, height: 350 }],
  [
    "numbers-past",
    "index.html?scene=counted#/compose",
    (page) => page.getByRole("radio", { name: "Past post" }).check(),
  ],
  ["inbox", "index.html?scene=staff#/inbox/i-kavya"],
  [
    "inbox-saved",
    "index.html?scene=staff#/inbox/i-kavya",
    (page) => page.getByRole("button", { name: "Saved replies" }).click(),
  ],
  [
    "inbox-alone",
    "index.html?scene=staff#/inbox/i-joseph",
    async (page) => {
      await page.getByRole("radio", { name: "Only the person" }).check({ force: true });
      await page
        .getByRole("textbox", { name: /Your message to/ })
        .fill("Thank you for telling us. Please call us, so that we can make it right.");
      await page.waitForTimeout(300);
    },
  ],
  [
    "inbox-outgoing",
    "index.html?scene=staff#/inbox/i-joseph",
    async (page) => {
      await page.getByRole("radio", { name: "Only the person" }).check({ force: true });
      await page
        .getByRole("textbox", { name: /Your message to/ })
        .fill("Thank you for telling us. Please call us, so that we can make it right.");
      await page.waitForTimeout(300);
      await page.getByRole("button", { name: /^Send for signature/ }).click();
      await page.waitForTimeout(300);
      await page.getByRole("button", { name: "Outgoing" }).click();
      await page.waitForTimeout(300);
    },
  ],
  [
    "inbox-actions",
    "index.html?scene=fixedstaff#/inbox/i-joseph",
    (page) => page.getByRole("button", { name: /^Actions on what Joseph/ }).click(),
  ],
  [
    "inbox-actions-unsigned",
    "index.html#/inbox/i-joseph",
    async (page) => {
      await page.getByRole("heading", { name: "Joseph D." }).click();
      await page.keyboard.press("h");
    },
  ],
  [
    "inbox-actions-time",
    "index.html?scene=fixedstaff#/inbox/i-joseph",
    async (page) => {
      await page.getByRole("button", { name: /^Actions on what Joseph/ }).click();
      await page.getByRole("button", { name: "Hide at a time…" }).click();
      await page.getByRole("textbox", { name: "Time" }).fill("18:30");
    },
  ],
  [
    "inbox-actions-delete",
    "index.html?scene=fixedstaff#/inbox/i-kavya",
    async (page) => {
      await page.getByRole("button", { name: /^Actions on what the clinic/ }).click();
      await page.getByRole("button", { name: "Delete…" }).click();
    },
  ],
  ["inbox-actions-stand", "index.html?scene=fixedstaff#/inbox/i-kavya"],
  [
    "inbox-actions-outgoing",
    "index.html?scene=fixedstaff#/inbox/i-kavya",
    (page) => page.keyboard.press("o"),
  ],
  [
    "inbox-actions-zoom",
    "index.html?scene=fixedstaff#/inbox/i-joseph",
    (page) => page.getByRole("button", { name: /^Actions on what Joseph/ }).click(),
    { width: 640, height: 400 },
  ],
  ["inbox-message", "index.html?scene=staff#/inbox/i-lakshmi"],
  ["inbox-fixed", "index.html?scene=fixedstaff#/inbox"],
  [
    "inbox-fixed-give",
    "index.html?scene=fixedstaff#/inbox",
    (page) => page.getByRole("button", { name: "Give this answer now…" }).click(),
  ],
  ["fixed", "index.html?scene=fixed#/settings/fixed"],
  ["fixed-unsigned", "index.html#/settings/fixed"],
  ["fixed-staff", "index.html?scene=fixedstaff#/settings/fixed"],
  [
    "fixed-pin",
    "index.html#/settings/fixed",
    (page) => page.getByRole("button", { name: /^Read and sign/ }).click(),
  ],
  [
    "fixed-pin-actions",
    "index.html?scene=fixed#/settings/fixed",
    (page) => page.getByRole("button", { name: /^Read and sign/ }).click(),
  ],
  ["fixed-whole", "index.html?scene=fixed#/settings/fixed", undefined, { width: 1280, height: 1900 }],
  [
    "fixed-whole-narrow",
    "index.html?scene=fixedstaff#/settings/fixed",
    undefined,
    { width: 640, height: 2300 },
  ],
  ["inbox-list", "index.html?scene=staff#/inbox"],
  [
    "inbox-under",
    "index.html?scene=staff#/inbox/i-joseph",
    async (page) => {
      await page.getByRole("button", { name: "Show 1 other open comment on this post" }).click();
      await page.getByRole("button", { name: "Filter" }).click();
    },
  ],
  ["inbox-empty", "index.html?scene=empty#/inbox"],
  ["inbox-failing", "index.html?scene=failing#/inbox"],
  ["inbox-narrow", "index.html?scene=staff#/inbox/i-kavya", undefined, floor],
  ["inbox-zoom", "index.html?scene=staff#/inbox", undefined, { width: 640, height: 400 }],
  ["activity", "index.html#/activity"],
  [
    "activity-filter",
    "index.html#/activity",
    async (page) => {
      await page.keyboard.press("f");
      await page.getByLabel("Who").selectOption({ label: "Anil Kumar" });
    },
  ],
  ["activity-story", "index.html#/activity/corr-w2"],
  ["activity-alone", "index.html#/activity/1277"],
  [
    "activity-verified",
    "index.html#/activity/corr-s1",
    (page) => page.getByRole("button", { name: "Check the record" }).click(),
  ],
  [
    "activity-export",
    "index.html#/activity",
    async (page) => {
      await page.getByRole("button", { name: "Keep the record elsewhere" }).click();
      await page.getByRole("menuitem", { name: "Export the record…" }).click();
    },
  ],
  ["activity-nothing", "index.html#/activity", (page) => page.getByLabel("Find in the record").fill("zebra")],
  ["activity-failing", "index.html?scene=failing#/activity"],
  ["glyphs", "glyphs.html"],
  ["previews", "previews.html", undefined, { width: 1500, height: 4000 }],
];

const fit = process.argv.includes("--fit");
const wanted = process.argv.slice(2).filter((word) => word !== "--fit");
const pages = ["index", "secret", "glyphs", "previews"].map((name) =>
  join(import.meta.dirname, `${name}.html`),
);
const outDir = join(out, "preview");
const shared = { configFile: false, logLevel: "error", root: join(import.meta.dirname, "..") };
await build({
  ...shared,
  plugins: [svelte({ configFile: "svelte.config.js" })],
  build: { target: "chrome130", outDir, emptyOutDir: true, minify: false, rollupOptions: { input: pages } },
});
const server = await preview({
  ...shared,
  build: { outDir },
  preview: { host: "127.0.0.1", port: 4600 + Math.floor(Math.random() * 400), strictPort: true },
});
const address = server.httpServer.address();
const base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/dev/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
await mkdir(out, { recursive: true });
let complaints = 0;

for (const [name, path, act, size] of scenes) {
  if (wanted.length > 0 && !wanted.some((start) => name.startsWith(start))) continue;
  // Pages that are for looking only, and scenes that differ from another by their size.
  if (fit && (path.startsWith("glyphs") || path.startsWith("previews") || name.endsWith("-zoom"))) continue;
  const asPictures = [
    ["", size ?? wide, "light"],
    ["-dark", size ?? wide, "dark"],
    ...(size ? [] : [["-1024x700", floor, "light"]]),
  ];
  const measured = (size ? [size] : sizes).map((each) => [`-${each.width}x${each.height}`, each, "light"]);
  for (const [suffix, viewport, colorScheme] of fit ? measured : asPictures) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(3000);
    page.on("pageerror", (error) => {
      complaints++;
      console.error(`${name}${suffix}: ${error.message}`);
    });
    await page.goto(base + path);
    await page.waitForTimeout(250);
    try {
      await act?.(page);
      await page.waitForTimeout(path.includes("slow") ? 400 : 150);
    } catch (error) {
      complaints++;
      console.error(`${name}${suffix}: ${error.message.split("\n")[0]}`);
    }
    if (fit) {
      await page.screenshot({ path: join(out, `${name}${suffix}.png`) });
      for (const misfit of await page.evaluate(misfits)) {
        complaints++;
        console.error(`${name}${suffix}: ${misfit}`);
      }
    } else {
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      if (sideways) console.error(`${name}${suffix}: scrolls sideways`);
      await page.screenshot({ path: join(out, `${name}${suffix}.png`) });
    }
    await context.close();
  }
}

await browser.close();
await server.close();
console.log(
  `${fit ? "Measured" : `Pictures are in ${out}`}${complaints ? `; ${complaints} complaints` : ""}.`,
);
