//! Claims that a clinic should not make: a first set, small on purpose.
//!
//! Invariant: a claim is a note for the doctor, never a block; whether a sentence promises too much is the doctor's
//! to judge. The phrases are our own reading of the rules named with them (read 2026-11-20); they know English,
//! Spanish and German, and see neither pictures nor what is only implied.

use super::finding::FindingCode;

/// A kind of claim, the phrases that make it, and the rule it touches.
struct Claim {
    code: FindingCode,
    message: &'static str,
    source: &'static str,
    phrases: &'static [&'static str],
}

const CLAIMS: [Claim; 4] = [
    Claim {
        code: FindingCode::ClaimGuarantee,
        message: "reads like a promise. No result in medicine is certain; better say what you offer.",
        source: "GMC (UK), guidance for doctors who offer cosmetic interventions: no guarantee of results",
        phrases: &[
            "guarantee",
            "guarantees",
            "guaranteed",
            "we promise results",
            "garantizado",
            "garantizada",
            "garantizados",
            "garantizadas",
            "garantizamos",
            "resultados seguros",
            "garantiert",
            "garantieren",
            "garantierte",
            "erfolgsgarantie",
            "heilungsgarantie",
        ],
    },
    Claim {
        code: FindingCode::ClaimCure,
        message: "promises a cure or a sure effect. Better say what can help, and that it depends on the person.",
        source: "FTC (US), Health Products Compliance Guidance, 2022; Heilmittelwerbegesetz (DE), § 3",
        phrases: &[
            "100% cure",
            "100% cured",
            "100% effective",
            "100% success",
            "complete cure",
            "permanent cure",
            "miracle cure",
            "miracle treatment",
            "instant cure",
            "we cure",
            "cura total",
            "cura definitiva",
            "cura milagrosa",
            "100% efectivo",
            "100% efectiva",
            "100% eficaz",
            "vollständige heilung",
            "heilt sicher",
            "100% wirksam",
            "wundermittel",
            "wunderheilung",
        ],
    },
    Claim {
        code: FindingCode::ClaimNoRisk,
        message: "says that there is no risk. Every treatment has some; better invite people to ask about them.",
        source: "GMC (UK), guidance for doctors who offer cosmetic interventions: never say that it is free of risk",
        phrases: &[
            "no side effects",
            "without side effects",
            "without any side effects",
            "side effect free",
            "free of side effects",
            "no risk",
            "no risks",
            "without risk",
            "risk free",
            "completely safe",
            "totally safe",
            "100% safe",
            "sin efectos secundarios",
            "sin riesgo",
            "sin riesgos",
            "sin ningún riesgo",
            "totalmente seguro",
            "totalmente segura",
            "100% seguro",
            "100% segura",
            "ohne nebenwirkungen",
            "keine nebenwirkungen",
            "nebenwirkungsfrei",
            "frei von nebenwirkungen",
            "ohne risiko",
            "ohne risiken",
            "risikofrei",
            "völlig sicher",
            "100% sicher",
        ],
    },
    Claim {
        code: FindingCode::ClaimBest,
        message: "ranks the clinic above others. Better say what you do, and let people judge.",
        source: "IMC Professional Conduct Regulations (India), 2002, 6.1.1; Heilmittelwerbegesetz (DE), § 3",
        phrases: &[
            "best doctor",
            "best doctors",
            "best clinic",
            "best dentist",
            "best dentists",
            "best surgeon",
            "best surgeons",
            "best specialist",
            "best specialists",
            "best hospital",
            "number one clinic",
            "#1 clinic",
            "leading clinic",
            "mejor médico",
            "mejores médicos",
            "mejor doctor",
            "mejor doctora",
            "mejores doctores",
            "mejor clínica",
            "mejor dentista",
            "mejores especialistas",
            "bester arzt",
            "beste ärztin",
            "besten ärzte",
            "beste ärzte",
            "beste praxis",
            "beste klinik",
            "führende klinik",
            "führende praxis",
        ],
    },
];

/// Words that turn a claim into its opposite when they stand before it in the same sentence.
const DENIALS: [&str; 18] = [
    "no", "not", "never", "nobody", "cannot", "none", "can't", "don't", "doesn't", "isn't", "nunca", "nadie", "ningún",
    "ninguna", "nicht", "nie", "niemand", "kein",
];

/// A claim as it was found.
pub(super) struct Found {
    pub(super) code: FindingCode,
    pub(super) message: String,
    pub(super) source: &'static str,
}

/// The claims in `text`, at most one of each kind.
pub(super) fn claims(text: &str) -> Vec<Found> {
    let sentences: Vec<String> = text.split(['.', '!', '?', ';', '\n', '¡', '¿']).map(plain).collect();
    CLAIMS
        .iter()
        .filter_map(|claim| {
            let phrase = sentences
                .iter()
                .find_map(|sentence| claim.phrases.iter().find(|phrase| is_claimed(sentence, phrase)).copied())?;
            Some(Found { code: claim.code, message: format!("“{phrase}” {}", claim.message), source: claim.source })
        })
        .collect()
}

/// Lower case, one space between words and one at each end, no other punctuation than what phrases hold.
fn plain(sentence: &str) -> String {
    let lower = sentence.to_lowercase().replace('’', "'").replace(" %", "%");
    let words: String = lower.chars().map(|c| if c.is_alphanumeric() || "%#'".contains(c) { c } else { ' ' }).collect();
    let mut plain = String::from(" ");
    for word in words.split_whitespace() {
        plain.push_str(word);
        plain.push(' ');
    }
    plain
}

fn is_claimed(sentence: &str, phrase: &str) -> bool {
    sentence
        .split_once(&format!(" {phrase} "))
        .is_some_and(|(before, _)| !before.split(' ').any(|word| DENIALS.contains(&word) || word.starts_with("kein")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[FindingCode]) {
        let found: Vec<FindingCode> = claims(text).into_iter().map(|found| found.code).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn promises_are_noticed_in_every_language() {
        check("Pain gone in a week, guaranteed!", &[FindingCode::ClaimGuarantee]);
        check("A 100 % cure for back pain.", &[FindingCode::ClaimCure]);
        check("Quick, risk-free and with the best doctors", &[FindingCode::ClaimNoRisk, FindingCode::ClaimBest]);
        check(
            "Sin efectos secundarios, resultado garantizado",
            &[FindingCode::ClaimGuarantee, FindingCode::ClaimNoRisk],
        );
        check("Garantiert schmerzfrei, ohne Nebenwirkungen", &[FindingCode::ClaimGuarantee, FindingCode::ClaimNoRisk]);
        check("LA MEJOR CLÍNICA de la ciudad", &[FindingCode::ClaimBest]);
    }

    #[test]
    fn honest_sentences_pass() {
        check("No doctor can guarantee a result.", &[]);
        check("Antibiotics do not cure a cold.", &[]);
        check("No treatment is risk free; ask us about side effects.", &[]);
        check("Our best wishes to all of you", &[]);
        check("Kein Arzt kann Heilung garantieren", &[]);
        check("", &[]);
    }

    #[test]
    fn a_denial_counts_in_its_own_sentence_only() {
        check("Why not come in? Results guaranteed", &[FindingCode::ClaimGuarantee]);
    }
}
