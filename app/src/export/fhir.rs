//! Entries as a FHIR R4 bundle, for health records.
//!
//! Each day is an Observation of the profile "PGHD State of Mind" of HL7's Personal Health Records
//! guide, 1.0.0-ballot2. Its valence runs from −1 to 1; our five faces are −1, −0.5, 0, 0.5 and 1.

use serde_json::{Value, json};
use uuid::Builder;

use super::{Document, time};
use crate::{
    domain::{Entry, Mood},
    error::Error,
    ports::UserId,
    secret,
};

/// The guide's address of profiles and code systems.
const GUIDE: &str = "http://hl7.org/fhir/uv/phr";
const TERMINOLOGY: &str = "http://terminology.hl7.org/CodeSystem";

/// Entries as a bundle.
pub struct Fhir {
    user: UserId,
    now: i64,
}

impl Fhir {
    /// A bundle of the journal of `user` at `now`, in seconds since the epoch.
    #[must_use]
    pub const fn new(user: UserId, now: i64) -> Self {
        Self { user, now }
    }

    /// The name of a resource, the same in every export of a journal, and naming nobody.
    fn id(&self, name: &str) -> String {
        let digest = secret::digest(&format!("fhir {name} of {}", self.user.0));
        let bytes = u128::from_str_radix(digest.get(..32).unwrap_or_default(), 16);
        Builder::from_custom_bytes(bytes.unwrap_or_default().to_be_bytes())
            .into_uuid()
            .to_string()
    }

    fn observation(&self, entry: &Entry) -> Value {
        let id = self.id(&entry.day.to_string());
        let subject = json!({"reference": format!("urn:uuid:{}", self.id("patient"))});
        let (valence, class) = valence(entry.mood);
        let asked = |name: &str| {
            let absent = concept(&format!("{TERMINOLOGY}/data-absent-reason"), "not-asked");
            json!({"code": part(name), "dataAbsentReason": absent})
        };
        let mut observation = json!({
            "resourceType": "Observation",
            "id": id,
            "meta": {
                "profile": [format!("{GUIDE}/StructureDefinition/pghd-observation-state-of-mind")],
                "lastUpdated": time(entry.updated_at),
            },
            "status": "final",
            "category": [concept(&format!("{TERMINOLOGY}/observation-category"), "survey")],
            "code": concept(&format!("{GUIDE}/CodeSystem/observation-pghd-codes"), "stateOfMind"),
            "subject": subject,
            "effectiveDateTime": entry.day.to_string(),
            "issued": time(entry.updated_at),
            "performer": [subject],
            "component": [
                {
                    "code": part("kind"),
                    "valueCodeableConcept": concept(
                        &format!("{GUIDE}/CodeSystem/state-of-mind-kind-codes"),
                        "dailyMood",
                    ),
                },
                {"code": part("valence"), "valueQuantity": {"value": valence}},
                {
                    "code": part("valenceClassification"),
                    "valueCodeableConcept": concept(
                        &format!("{GUIDE}/CodeSystem/state-of-mind-valence-codes"),
                        class,
                    ),
                },
                asked("labels"),
                asked("associations"),
            ],
        });
        if let Some(note) = &entry.note {
            observation["note"] = json!([{"text": note}]);
        }
        json!({"fullUrl": format!("urn:uuid:{id}"), "resource": observation})
    }
}

impl Document for Fhir {
    fn head(&mut self) -> Result<Vec<u8>, Error> {
        let id = self.id("patient");
        let patient = json!({
            "fullUrl": format!("urn:uuid:{id}"),
            "resource": {
                "resourceType": "Patient",
                "id": id,
                "meta": {"profile": [format!("{GUIDE}/StructureDefinition/pghd-patient")]},
            },
        });
        let now = time(self.now);
        Ok(format!(
            "{{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"timestamp\":\"{now}\",\
             \"entry\":[\n{patient}"
        )
        .into_bytes())
    }

    fn entries(&mut self, entries: &[Entry]) -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        for entry in entries {
            text.extend_from_slice(b",\n");
            let observation = self.observation(entry);
            serde_json::to_writer(&mut text, &observation).map_err(|_| Error::internal())?;
        }
        Ok(text)
    }

    fn tail(&mut self) -> Result<Vec<u8>, Error> {
        Ok(b"]}\n".to_vec())
    }
}

fn concept(system: &str, code: &str) -> Value {
    json!({"coding": [{"system": system, "code": code}]})
}

/// The code of a component.
fn part(name: &str) -> Value {
    concept(&format!("{GUIDE}/CodeSystem/state-of-mind-codes"), name)
}

/// The valence of a mood, and its class of seven.
const fn valence(mood: Mood) -> (f64, &'static str) {
    match mood {
        Mood::Awful => (-1.0, "veryUnpleasant"),
        Mood::Bad => (-0.5, "unpleasant"),
        Mood::Okay => (0.0, "neutral"),
        Mood::Good => (0.5, "pleasant"),
        Mood::Great => (1.0, "veryPleasant"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{
        super::tests::{journal, text},
        *,
    };

    /// The rules that the profile adds to an Observation, and those of a bundle, written from the
    /// profile's text. They name no constant of this module.
    fn violations(bundle: &Value) -> Vec<String> {
        let mut found = Vec::new();
        let mut rule = |holds: bool, rule: &str| {
            if !holds {
                found.push(rule.to_owned());
            }
        };
        let phr = "http://hl7.org/fhir/uv/phr/CodeSystem";
        let coding = |value: &Value, system: &str, code: &str| {
            let codings = value["coding"].as_array();
            codings.is_some_and(|all| {
                all.len() == 1 && all[0]["system"] == json!(system) && all[0]["code"] == json!(code)
            })
        };
        let mut urls = BTreeSet::new();
        rule(bundle["resourceType"] == "Bundle", "resourceType");
        rule(bundle["type"] == "collection", "type");
        for entry in bundle["entry"].as_array().unwrap() {
            let url = entry["fullUrl"].as_str().unwrap();
            rule(urls.insert(url.to_owned()), "bdl-7: a fullUrl is unique");
            rule(
                url == format!("urn:uuid:{}", entry["resource"]["id"].as_str().unwrap()),
                "fullUrl and id agree",
            );
        }
        let resources = bundle["entry"].as_array().unwrap().iter();
        for it in resources
            .map(|entry| &entry["resource"])
            .filter(|it| it["resourceType"] == "Observation")
        {
            rule(
                it["meta"]["profile"]
                    == json!([
                        "http://hl7.org/fhir/uv/phr/StructureDefinition/pghd-observation-state-of-mind"
                    ]),
                "profile",
            );
            rule(it["status"] == "final", "status");
            let category = "http://terminology.hl7.org/CodeSystem/observation-category";
            rule(coding(&it["category"][0], category, "survey"), "category");
            let code = format!("{phr}/observation-pghd-codes");
            rule(coding(&it["code"], &code, "stateOfMind"), "code");
            let subject = it["subject"]["reference"].as_str().unwrap_or_default();
            rule(urls.contains(subject), "the subject is in the bundle");
            let day = it["effectiveDateTime"].as_str().unwrap_or_default();
            rule(day.len() == 10, "effectiveDateTime is a date");
            let parts = it["component"].as_array().unwrap();
            rule(parts.len() >= 5, "five components");
            let of = |name: &str| {
                let system = format!("{phr}/state-of-mind-codes");
                let found: Vec<_> = parts
                    .iter()
                    .filter(|part| coding(&part["code"], &system, name))
                    .collect();
                (found.len() == 1).then(|| found[0].clone())
            };
            let (kind, value) = (of("kind"), of("valence"));
            let kind = kind.unwrap_or_default();
            let kinds = format!("{phr}/state-of-mind-kind-codes");
            rule(
                coding(&kind["valueCodeableConcept"], &kinds, "dailyMood"),
                "kind",
            );
            let value = value.unwrap_or_default()["valueQuantity"]["value"].as_f64();
            rule(
                value.is_some_and(|it| (-1.0..=1.0).contains(&it)),
                "valence",
            );
            let classes = format!("{phr}/state-of-mind-valence-codes");
            let class = of("valenceClassification").unwrap_or_default();
            let class = &class["valueCodeableConcept"];
            let expected = [
                (-1.0, "veryUnpleasant"),
                (-0.5, "unpleasant"),
                (0.0, "neutral"),
                (0.5, "pleasant"),
                (1.0, "veryPleasant"),
            ];
            rule(
                expected
                    .iter()
                    .any(|(at, code)| Some(*at) == value && coding(class, &classes, code)),
                "valenceClassification",
            );
            for name in ["labels", "associations"] {
                let part = of(name);
                rule(part.is_some(), name);
                let part = part.unwrap_or_default();
                // Base rule: a component without a value says why.
                rule(
                    part["dataAbsentReason"]["coding"][0]["code"] == "not-asked",
                    name,
                );
            }
        }
        found
    }

    fn bundle(entries: &[Entry]) -> Value {
        let document = Fhir::new(UserId("ada".into()), 1_795_176_000);
        serde_json::from_str(&text(document, entries)).unwrap()
    }

    #[test]
    fn the_rules_find_what_is_wrong() {
        let day = super::super::tests::entry("x");
        let good = bundle(std::slice::from_ref(&day));
        assert_eq!(violations(&good), Vec::<String>::new());
        for (pointer, value) in [
            ("/type", json!("batch")),
            ("/entry/1/resource/status", json!("draft")),
            ("/entry/1/resource/subject/reference", json!("Patient/1")),
            ("/entry/1/resource/effectiveDateTime", json!("2026")),
            (
                "/entry/1/resource/component/1/valueQuantity/value",
                json!(2),
            ),
            ("/entry/1/resource/component/4", json!({})),
            ("/entry/1/resource/category/0/coding/0/code", json!("vital")),
        ] {
            let mut other = good.clone();
            *other.pointer_mut(pointer).unwrap() = value;
            assert_ne!(violations(&other), Vec::<String>::new(), "{pointer}");
        }
    }

    proptest! {
        #[test]
        fn every_journal_keeps_the_rules_and_its_words(entries in journal()) {
            let bundle = bundle(&entries);
            prop_assert_eq!(violations(&bundle), Vec::<String>::new());
            let resources = bundle["entry"].as_array().unwrap();
            prop_assert_eq!(resources.len(), entries.len() + 1);
            for (resource, entry) in resources[1..].iter().zip(&entries) {
                let resource = &resource["resource"];
                let day = entry.day.to_string();
                let note = resource["note"][0]["text"].as_str();
                prop_assert_eq!(resource["effectiveDateTime"].as_str(), Some(&*day));
                prop_assert_eq!(note, entry.note.as_ref().map(crate::domain::Note::as_str));
            }
            prop_assert!(!bundle.to_string().contains("\"ada\""));
        }
    }
}
