//! A channel and the people who write under its videos; its numbers; and how TikTok counts.

use countersign_practice::{
    Action, LedgerKind, Numbers, Platform, Population, Said, YoutubeWire, cast, film, templates,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Answer, Stage, stage};
use crate::tiktok;
use crate::youtube::{api, reason, uploaded};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

async fn ask(stage: &Stage, method: Method, path: &str, body: Option<Value>) -> Answer {
    let mut request = api(stage, method, path);
    if let Some(body) = body {
        request = request.json(&body);
    }
    Answer::read(request.send().await.unwrap()).await
}

async fn get(stage: &Stage, path: &str) -> Answer {
    ask(stage, Method::GET, path, None).await
}

async fn report(stage: &Stage, query: &str) -> Answer {
    let url = stage.url(&format!("/youtube/youtubeanalytics.googleapis.com/v2/reports?{query}"));
    Answer::read(stage.client.get(url).bearer_auth(cast::YOUTUBE_TOKEN).send().await.unwrap()).await
}

fn says(stage: &Stage, under: &str, text: &str) -> String {
    stage.control.comment(Platform::Youtube, under, &Said::new("asha", text)).unwrap()
}

#[tokio::test]
async fn threads_are_paged_each_once_and_answers_come_along_or_are_asked_for() {
    let stage = stage().await;
    let video = uploaded(&stage, "public", 1).await.id();
    let mut there: Vec<String> = (0..5).map(|number| says(&stage, &video, &format!("Comment {number}"))).collect();
    there.reverse();
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let page =
            get(&stage, &format!("/commentThreads?part=snippet,replies&videoId={video}&maxResults=2{token}")).await;
        let ids = page.body["items"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned());
        seen.extend(ids);
        says(&stage, &video, "One more");
        match page.body["nextPageToken"].as_str() {
            Some(next) => token = format!("&pageToken={next}"),
            None => break,
        }
    }
    assert_eq!(seen, there);
    let reply = json!({ "snippet": { "parentId": there[0], "textOriginal": "Write to us <3" } });
    let made = ask(&stage, Method::POST, "/comments?part=snippet", Some(reply)).await;
    assert_eq!((made.status, &made.body["snippet"]["parentId"]), (200, &json!(there[0])));
    let nested = says(&stage, &made.id(), "I did");
    let answers = get(&stage, &format!("/comments?part=snippet&parentId={}&textFormat=html", there[0])).await.body;
    assert_eq!(answers["items"][0]["snippet"]["textDisplay"], "Write to us &lt;3");
    assert_eq!(answers["items"][1]["id"], nested.as_str());
    let channel = format!("/commentThreads?part=snippet,replies&allThreadsRelatedToChannelId={}", cast::YOUTUBE_ID);
    let all = get(&stage, &format!("{channel}&searchTerms=comment%204")).await.body;
    assert_eq!(all["items"][0]["replies"]["comments"].as_array().unwrap().len(), 2);
    let deep = json!({ "snippet": { "parentId": nested, "textOriginal": "Deeper" } });
    assert_eq!(reason(&ask(&stage, Method::POST, "/comments?part=snippet", Some(deep)).await), "operationNotSupported");
    let nowhere = json!({ "snippet": { "textOriginal": "Where?" } });
    assert_eq!(reason(&ask(&stage, Method::POST, "/comments?part=snippet", Some(nowhere)).await), "parentIdMissing");
    assert_eq!(reason(&get(&stage, "/comments?part=snippet&parentId=Ugnothing").await), "commentNotFound");
    assert_eq!(get(&stage, &format!("/commentThreads?part=snippet&videoId={video}&maxResults=101")).await.status, 400);
}

#[tokio::test]
async fn comments_are_held_back_changed_and_deleted_and_videos_liked() {
    let stage = stage().await;
    let video = uploaded(&stage, "public", 1).await.id();
    let comment = says(&stage, &video, "clowns");
    let moderate = |to: &str| format!("/comments/setModerationStatus?id={comment}&moderationStatus={to}");
    assert_eq!(ask(&stage, Method::POST, &moderate("rejected"), None).await.status, 204);
    let threads = format!("/commentThreads?part=snippet&videoId={video}");
    assert_eq!(get(&stage, &threads).await.body["items"], json!([]));
    assert_eq!(ask(&stage, Method::POST, &moderate("heldForReview"), None).await.status, 204);
    let held = get(&stage, &format!("{threads}&moderationStatus=heldForReview")).await.body;
    assert_eq!(held["items"][0]["snippet"]["isPublic"], false);
    assert_eq!(ask(&stage, Method::POST, &moderate("published"), None).await.status, 204);
    stage.control.edit_remark(Platform::Youtube, &comment, "clowns!").unwrap();
    stage.control.advance(1_000);
    let read = get(&stage, &format!("/comments?part=snippet&id={comment}")).await.body["items"][0]["snippet"].clone();
    assert_eq!(read["textOriginal"], "clowns!");
    let body = json!({ "id": comment, "snippet": { "textOriginal": "mine" } });
    assert_eq!(reason(&ask(&stage, Method::PUT, "/comments?part=snippet", Some(body)).await), "forbidden");
    let own = json!({ "snippet": { "parentId": comment, "textOriginal": "Sory" } });
    stage.fault(Platform::Youtube, "POST", templates::youtube::COMMENTS, Action::DropAfterAccept);
    let path = "/comments?part=snippet";
    stage.fault(
        Platform::Youtube,
        "POST",
        templates::youtube::COMMENTS,
        Action::HideFromRead { reads: 1, at_most_ms: None },
    );
    assert!(api(&stage, Method::POST, path).json(&own).send().await.is_err());
    let slow = get(&stage, &format!("{path}&parentId={comment}")).await.body;
    assert_eq!(slow["items"], json!([]), "what was just written is slow to show");
    let own =
        get(&stage, &format!("{path}&parentId={comment}")).await.body["items"][0]["id"].as_str().unwrap().to_owned();
    let body = json!({ "id": own, "snippet": { "textOriginal": "Sorry" } });
    assert_eq!(ask(&stage, Method::PUT, path, Some(body)).await.body["snippet"]["textOriginal"], "Sorry");
    assert_eq!(ask(&stage, Method::DELETE, &format!("/comments?id={own}"), None).await.status, 204);
    for rating in ["like", "like", "none"] {
        assert_eq!(
            ask(&stage, Method::POST, &format!("/videos/rate?id={video}&rating={rating}"), None).await.status,
            204
        );
    }
    stage.control.delete_remark(Platform::Youtube, &comment).unwrap();
    assert_eq!(get(&stage, &threads).await.body["items"], json!([]));
    let ledger = stage.control.ledger();
    let standing =
        |kind| ledger.iter().filter(|it| it.kind == kind).map(|it| it.removed_at.is_some()).collect::<Vec<_>>();
    assert_eq!((standing(LedgerKind::Hide), standing(LedgerKind::Like)), (vec![true], vec![true]));
    assert_eq!(standing(LedgerKind::Comment), [true]);
}

#[tokio::test]
async fn each_page_and_each_answer_costs_units_of_the_day() {
    let stage = stage().await;
    let video = uploaded(&stage, "public", 1).await.id();
    let comment = says(&stage, &video, "How much?");
    stage.control.set_youtube_wire(YoutubeWire { units_a_day: 52, batches_a_day: 1, ..YoutubeWire::default() });
    let threads = format!("/commentThreads?part=snippet&videoId={video}");
    assert_eq!(get(&stage, &threads).await.status, 200);
    let reply = || Some(json!({ "snippet": { "parentId": comment, "textOriginal": "Write to us" } }));
    let answered = ask(&stage, Method::POST, "/comments?part=snippet", reply()).await;
    assert_eq!(answered.status, 200);
    assert_eq!(reason(&ask(&stage, Method::POST, "/comments?part=snippet", reply()).await), "quotaExceeded");
    assert_eq!(get(&stage, &threads).await.status, 200);
    assert_eq!(reason(&get(&stage, &threads).await), "quotaExceeded");
    let batch = format!("/videos:batchGetStats?part=statistics&id={video}");
    assert_eq!(get(&stage, &batch).await.body["items"][0]["statistics"]["commentCount"], "2");
    assert_eq!(reason(&get(&stage, &batch).await), "quotaExceeded");
    stage.control.advance(DAY_MS);
    assert_eq!(get(&stage, &threads).await.status, 200);
}

#[tokio::test]
async fn statistics_are_text_and_reports_are_days_late() {
    let stage = stage().await;
    stage.control.populate(Population { people: 2_345, offset_minutes: 330 });
    let video = uploaded(&stage, "public", 1).await.id();
    stage.control.advance(5 * DAY_MS);
    let counts = stage.control.numbers(Platform::Youtube, &video).unwrap();
    let shown = get(&stage, &format!("/videos?part=id,statistics&id={video}")).await.body;
    assert_eq!(shown["items"][0]["statistics"]["viewCount"], counts.views.to_string());
    let channel = get(&stage, "/channels?part=id,statistics&mine=true").await.body;
    let followers: u64 = channel["items"][0]["statistics"]["subscriberCount"].as_str().unwrap().parse().unwrap();
    assert!(followers >= 1_000 && followers.is_multiple_of(10), "{followers}");
    let range = "ids=channel%3D%3DMINE&startDate=2026-11-20&endDate=2026-11-25";
    let days = report(&stage, &format!("{range}&metrics=views,likes&dimensions=day")).await.body;
    let rows = days["rows"].as_array().unwrap();
    assert_eq!((rows.len(), &days["columnHeaders"][1]["name"]), (3, &json!("views")), "{rows:?}");
    assert!(rows[0][1].as_u64().unwrap() > 0);
    let ranked = format!("{range}&metrics=views&dimensions=video&sort=-views&maxResults=10");
    assert_eq!(report(&stage, &ranked).await.body["rows"][0][0], video.as_str());
    let mixed = format!("{range}&metrics=views,videoThumbnailImpressions");
    assert_eq!(report(&stage, &mixed).await.status, 400);
    let early = "ids=channel%3D%3DMINE&startDate=2026-11-24&endDate=2026-11-25&metrics=views";
    assert!(report(&stage, early).await.body.get("rows").is_none());
}

#[tokio::test]
async fn tiktok_counts_what_is_public_and_tells_nothing_of_comments_but_their_number() {
    let stage = stage().await;
    let bytes = film::film(12_000, (1080, 1920), 50_000, 1);
    let begun = tiktok::begun(&stage, "PUBLIC_TO_EVERYONE", bytes.len()).await;
    let range = format!("bytes 0-{}/{}", bytes.len() - 1, bytes.len());
    tiktok::put(&stage, &begun, &range, &bytes).await;
    stage.control.advance(DAY_MS);
    let fields = "?fields=id,view_count,like_count,comment_count,share_count";
    let list = tiktok::ask(&stage, &format!("/v2/video/list/{fields}"), json!({})).await.body;
    let id = list["data"]["videos"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(list["data"]["videos"][0]["view_count"], 0);
    assert!(list["data"]["videos"][0].get("title").is_none(), "nobody asked");
    let set = Numbers { views: Some(900), likes: Some(60), shares: Some(4), ..Numbers::default() };
    stage.control.set_numbers(Platform::Tiktok, &id, set).unwrap();
    let body = json!({ "filters": { "video_ids": [id] } });
    let shown = tiktok::ask(&stage, &format!("/v2/video/query/{fields}"), body).await.body;
    let video = &shown["data"]["videos"][0];
    assert_eq!(
        (&video["view_count"], &video["share_count"], &video["like_count"]),
        (&json!(900), &json!(4), &json!(60))
    );
    assert!(stage.control.comment(Platform::Tiktok, &id, &Said::new("asha", "Hello")).is_err());
    let url = stage.url("/tiktok/open.tiktokapis.com/v2/user/info/?fields=follower_count,likes_count,video_count");
    let user = Answer::read(stage.client.get(url).bearer_auth(cast::TIKTOK_TOKEN).send().await.unwrap()).await.body;
    assert_eq!((&user["data"]["user"]["likes_count"], &user["data"]["user"]["video_count"]), (&json!(60), &json!(1)));
}
