//! How long triage takes for one message, and the patient-safe check for one reply: the first thousand, and the thousand after.
//!
//! Invariant: no two messages are the same, and they are of many languages and lengths; rules are read before, once, and that is told by itself.

use std::time::Instant;

use countersign_core::check::{PatientSafeRules, Reply};
use countersign_core::engage::triage::{Rules, Words};

use crate::Fault;
use crate::figures::{Times, goal, heading, line};

const MESSAGES: usize = 1_000;
const GOAL_MS: f64 = 1.0;

/// What people write, to be put together.
const SAID: [&str; 16] = [
    "Thank you doctor, my mother loved the talk about walking after dinner",
    "What are the signs of a heart attack?",
    "my father has tightness in the chest and is sweating",
    "Can I get an appointment tomorrow at ten",
    "Worst experience, waited 3 hours and the staff was rude",
    "Got a rash after starting the new tablet 😟",
    "सीने में दर्द है, क्या करूँ?",
    "seene mein dard ho raha hai",
    "डॉक्टर से अपॉइंटमेंट चाहिए",
    "me duele la cabeza desde ayer",
    "Ich brauche einen Termin für nächste Woche",
    "Merci beaucoup pour vos conseils",
    "أريد موعد غدا من فضلك",
    "How much is a cleaning, and do you take insurance?",
    "Lovely pictures of the garden 🌸🌸🌸",
    "Last year I had shortness of breath, now I am fine, touch wood",
];

const REPLIES: [&str; 6] = [
    "Thank you for writing. Privacy rules keep us from saying more here; please call 020 7946 0958.",
    "We're sorry about your appointment on Tuesday. We can look into this for you.",
    "Take two tablets and rest, and tell us your symptoms here.",
    "Vielen Dank für Ihren Besuch! Wir melden uns.",
    "हमारे यहाँ आने के लिए धन्यवाद।",
    "Nous avons bien lu votre message, merci d'appeler le 01 55 50 13 40.",
];

/// Measures and tells.
pub fn measure() -> Result<(), Fault> {
    heading("triage: one message, and one reply");
    let begun = Instant::now();
    let rules = Rules::built_in().map_err(ToString::to_string)?;
    line("rules of triage read", format_args!("{:.0} ms", begun.elapsed().as_secs_f64() * 1_000.0));
    let begun = Instant::now();
    let replies = PatientSafeRules::built_in().map_err(ToString::to_string)?;
    line("rules for replies read", format_args!("{:.0} ms", begun.elapsed().as_secs_f64() * 1_000.0));
    for (round, from) in [("the first thousand", 0), ("the thousand after", MESSAGES)] {
        let (mut triaged, mut checked, mut fired) = (Vec::new(), Vec::new(), 0);
        for number in from..from + MESSAGES {
            let message = message(number);
            let begun = Instant::now();
            fired += rules.triage(&Words::new(&message)).fired.len();
            triaged.push(begun.elapsed());
            let text = format!("{} ({number})", REPLIES.get(number % REPLIES.len()).copied().unwrap_or_default());
            let begun = Instant::now();
            fired += replies.check(&Reply { text: &text, public: true, answers: Some(&message) }).len();
            checked.push(begun.elapsed());
        }
        if fired == 0 {
            return Err("nothing fired".into());
        }
        let (triaged, checked) = (Times::of(triaged), Times::of(checked));
        line(&format!("{round}: a message"), &triaged);
        goal("  median", triaged.median(), GOAL_MS);
        goal("  p99", triaged.p99(), GOAL_MS);
        line(&format!("{round}: a reply"), &checked);
    }
    Ok(())
}

/// One to four sentences; no two numbers give the same.
fn message(number: usize) -> String {
    let sentences =
        (0..=number % 4).map(|place| SAID.get((number * 7 + place * 5) % SAID.len()).copied().unwrap_or_default());
    format!("{} #{number}", sentences.collect::<Vec<_>>().join(". "))
}
