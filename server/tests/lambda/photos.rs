//! Photos through the function: links that S3 accepts, the event of an upload, and pictures for their owner and
//! for readers. The bucket is the second engine's, behind a gate that checks signatures, lengths and checksums.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use test_kit::{
    answer::Answer,
    bucket_gate::{BucketGate, Signer, send},
    second_engine::SecondEngine,
};
use tokio::runtime::Runtime;

use crate::{
    event::Event,
    installation::{Installation, REGION, SECRET_ACCESS_KEY, day},
    person::{Person, ask},
};

/// A function and its bucket.
struct Photos {
    runtime: Runtime,
    gate: BucketGate,
    bucket: &'static str,
    installation: Installation,
}

impl Photos {
    fn open(bucket: &'static str) -> Self {
        let runtime = Runtime::new().unwrap();
        let gate = runtime.block_on(async {
            let signer = Signer {
                access_key: "test",
                secret: SECRET_ACCESS_KEY,
                region: REGION,
            };
            let gate = BucketGate::open(SecondEngine::shared(), signer).await;
            gate.create(bucket).await;
            gate
        });
        let installation = Installation::changed(|environment| {
            environment
                .with("AWS_ENDPOINT_URL_S3", &gate.endpoint())
                .with("HUMEUR_PHOTOS_BUCKET", bucket)
                .with("HUMEUR_EXPORTS_BUCKET", bucket)
        });
        Self {
            runtime,
            gate,
            bucket,
            installation,
        }
    }

    fn versions(&self) -> Vec<String> {
        self.runtime.block_on(self.gate.versions(self.bucket))
    }

    /// Sends a file to a link, with the link's headers.
    fn put(&self, link: &Value, file: &[u8]) -> Answer {
        let headers = link["headers"].as_object().unwrap();
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
            .collect();
        let url = link["url"].as_str().unwrap();
        self.runtime.block_on(send("PUT", url, &headers, file))
    }

    /// The job that EventBridge starts for an upload.
    fn clean(&self, link: &Value) -> Value {
        let path = link["url"].as_str().unwrap().split('?').next().unwrap();
        let (_, key) = path.split_once(&format!("/{}/", self.bucket)).unwrap();
        let job = json!({"job": "photos", "key": key});
        self.installation.function.invoke(&job)
    }

    fn picture(&self, event: &Event) -> (u32, u32) {
        let shown = ask(&self.installation.function, event);
        assert_eq!(shown.status, 200, "{}", shown.text());
        size(&shown)
    }
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let picture = DynamicImage::from(RgbImage::new(width, height));
    picture.write_to(&mut file, ImageFormat::Jpeg).unwrap();
    file.into_inner()
}

/// Width and height of a picture.
fn size(shown: &Answer) -> (u32, u32) {
    assert_eq!(shown.header("content-type"), "image/jpeg");
    let picture = image::load_from_memory_with_format(&shown.body, ImageFormat::Jpeg).unwrap();
    (picture.width(), picture.height())
}

#[track_caller]
fn post(person: &Person<'_>, path: &str, body: &Value) -> Value {
    let answer = person.send(&Event::json(body).to(path));
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

fn moment(person: &Person<'_>) -> String {
    let draft = json!({"title": "Lea is born", "date": day(0)});
    let created = post(person, "/events", &draft);
    created["item"]["id"].as_str().unwrap().to_owned()
}

fn link(person: &Person<'_>, moment: &str, file: &[u8]) -> Value {
    let terms = json!({
        "type": "image/jpeg",
        "length": file.len(),
        "checksum": BASE64.encode(Sha256::digest(file)),
    });
    post(person, &format!("/events/{moment}/upload-url"), &terms)
}

fn confirm(person: &Person<'_>, moment: &str, link: &Value) -> Value {
    let photo = json!({"key": link["key"]});
    post(person, &format!("/events/{moment}/photos"), &photo)
}

#[test]
fn a_photo_is_uploaded_cleaned_shown_shared_and_deleted() {
    let photos = Photos::open("photos-of-the-function");
    let ada = photos.installation.person();
    let id = moment(&ada);
    let file = jpeg(3000, 1500);
    let asked = link(&ada, &id, &file);
    let sent = photos.put(&asked, &file);
    assert_eq!(sent.status, 200, "{}", sent.text());
    let cleaned = |cleaned| json!({"job": "photos", "cleaned": cleaned});
    assert_eq!(photos.clean(&asked), cleaned(true));
    // EventBridge delivers an event at least once.
    assert_eq!(photos.clean(&asked), cleaned(true));
    assert_eq!(photos.versions().len(), 2);
    let added = confirm(&ada, &id, &asked);
    let key = asked["key"].as_str().unwrap();
    let listed = &added["item"]["photos"][0];
    assert_eq!(
        (&listed["id"], &listed["width"]),
        (&json!(key), &json!(2048))
    );

    let share =
        json!({"name": "Ada", "start": day(1), "end": day(0), "moments": true, "photos": true});
    let share = post(&ada, "/shares", &share);
    let url = share["url"].as_str().unwrap();
    let shared = &url[url.find("/s/").unwrap()..];
    for (name, dimensions) in [("large", (2048, 1024)), ("small", (640, 320))] {
        let place = format!("photos/{id}/{key}/{name}");
        let own = ada.send(&Event::get(&format!("/{place}")));
        assert_eq!((own.status, size(&own)), (200, dimensions));
        let by_reader = Event::get(&format!("{shared}/{place}"));
        assert_eq!(photos.picture(&by_reader), dimensions);
        let by_stranger = photos.installation.person();
        let none = by_stranger.send(&Event::get(&format!("/{place}")));
        assert_eq!(none.status, 404);
    }

    let address = format!("/events/{id}/photos/{key}");
    let removed = ada.send(&Event::new("DELETE", &address));
    assert_eq!(removed.status, 200, "{}", removed.text());
    assert_eq!(photos.versions(), [""; 0]);
    // Nothing is left for an event that comes late.
    assert_eq!(photos.clean(&asked), cleaned(false));
}

#[test]
fn an_upload_that_was_not_agreed_is_refused() {
    let photos = Photos::open("photos-of-refusals");
    let ada = photos.installation.person();
    let id = moment(&ada);
    let file = jpeg(40, 30);
    let asked = link(&ada, &id, &file);
    let eve = photos.installation.person();
    let others = link(&eve, &moment(&eve), &file);
    let path = |link: &Value| {
        let url = link["url"].as_str().unwrap();
        url.split('?').next().unwrap().to_owned()
    };
    let with = |change: &dyn Fn(&mut Value)| {
        let mut changed = asked.clone();
        change(&mut changed);
        assert_ne!(changed, asked);
        changed
    };
    let url = asked["url"].as_str().unwrap();
    let png = with(&|link| link["headers"]["content-type"] = json!("image/png"));
    let to_other = with(&|link| link["url"] = json!(url.replace(&path(&asked), &path(&others))));
    let longer_life =
        with(&|link| link["url"] = json!(url.replace("X-Amz-Expires=600", "X-Amz-Expires=6000")));
    let signature =
        with(&|link| link["url"] = json!(url.replace("X-Amz-Signature=", "X-Amz-Signature=0")));
    let mut same_length = file.clone();
    *same_length.last_mut().unwrap() ^= 1;
    let [longer, shorter] = [[&*file, b"x"].concat(), file[1..].to_vec()];
    let forged = (403, "SignatureDoesNotMatch");
    for (name, link, file, (status, code)) in [
        ("type", &png, &file, forged),
        ("longer", &asked, &longer, forged),
        ("shorter", &asked, &shorter, forged),
        ("content", &asked, &same_length, (400, "BadDigest")),
        ("another's", &to_other, &file, forged),
        ("lifetime", &longer_life, &file, forged),
        ("signature", &signature, &file, forged),
    ] {
        let refused = photos.put(link, file);
        assert_eq!(refused.status, status, "{name}: {refused:?}");
        assert!(refused.text().contains(code), "{name}: {refused:?}");
    }
    photos.gate.put_ahead(601);
    let expired = photos.put(&asked, &file);
    assert_eq!(expired.status, 403);
    assert!(expired.text().contains("AccessDenied"), "{expired:?}");
    photos.gate.put_ahead(0);
    assert_eq!(photos.versions(), [""; 0]);
    let unsent = json!({"key": asked["key"]});
    let unsent = ada.send(&Event::json(&unsent).to(&format!("/events/{id}/photos")));
    assert!((400..500).contains(&unsent.status), "{}", unsent.text());
}

#[test]
fn the_job_sweeps_an_upload_that_was_not_confirmed() {
    let photos = Photos::open("photos-of-a-sweep");
    let ada = photos.installation.person();
    let id = moment(&ada);
    let file = jpeg(40, 30);
    let asked = [link(&ada, &id, &file), link(&ada, &id, &file)];
    for link in &asked {
        assert_eq!(photos.put(link, &file).status, 200);
    }
    confirm(&ada, &id, &asked[0]);
    assert_eq!(photos.versions().len(), 3);
    // Two hours later, as far as the job can tell.
    let user = ada.send(&Event::get("/reminder")).json()["userId"].clone();
    photos
        .installation
        .set_back(user.as_str().unwrap(), "clearSince", 7200);
    photos.gate.age(7200);
    let done = photos.installation.function.invoke(&json!({"job": "work"}));
    let finished = json!({"job": "work", "finished": 1, "left": 0, "failed": 0});
    assert_eq!(done, finished);
    let left = photos.versions();
    let listed = asked[0]["key"].as_str().unwrap();
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left.iter().all(|key| key.contains(listed)), "{left:?}");
}

#[test]
fn an_erased_journal_leaves_no_version() {
    let photos = Photos::open("photos-of-an-erasure");
    let ada = photos.installation.person();
    let id = moment(&ada);
    for width in [40, 50] {
        let file = jpeg(width, 30);
        let asked = link(&ada, &id, &file);
        // Twice: the first upload becomes a former version.
        for _ in 0..2 {
            assert_eq!(photos.put(&asked, &file).status, 200);
        }
        if width == 40 {
            confirm(&ada, &id, &asked);
        }
    }
    // Two sizes, and both versions of the other upload.
    assert_eq!(photos.versions().len(), 4);
    let erased = ada.send(&Event::new("DELETE", "/account?confirm=erase"));
    assert_eq!(erased.status, 200, "{}", erased.text());
    assert_eq!(photos.versions(), [""; 0]);
}
