//! Files of recipients that are spoilt: whatever comes, every row is answered or the file is refused, and no stop is lost.

use countersign_spoil::{any_bytes, cases, near};
use proptest::prelude::*;

use super::*;

const FILE: &str = "Number,Name,Consent date,Consent how,Proof,Opt-out\n+41 79 123 45 67,Ada,2026-01-05,Form,p. 3,\n079 123 45 68,\"Bo, Jr.\",2026-02-05,\"At \"\"reception\"\"\",,\n+41 79 123 45 69,Cy,2026-02-05,Form,,yes\n";

#[test]
fn whatever_file_comes_its_rows_are_answered_or_it_is_refused() {
    let clinic = clinic();
    let file = prop_oneof![
        6 => near(FILE.as_bytes()),
        1 => any_bytes(200),
        1 => Just(format!("{HEAD}{}", "+41 79 123 45 67,\"".repeat(200)).into_bytes()),
    ];
    proptest!(cases(180), |(file in file)| {
        match clinic.check(&file) {
            Err(error) => {
                let said = refusal(&error);
                prop_assert!(said.len() < 600 && said.ends_with(['.', '?']), "{said}");
            }
            Ok(report) => {
                prop_assert!(report.new + report.known <= report.rows);
                prop_assert!(report.problems.len() <= report.rows as usize);
                let answered = report.new + report.known + report.opt_outs + u32::try_from(report.problems.len()).unwrap();
                prop_assert!(answered >= report.rows, "a row without an answer: {report:?}");
                prop_assert_eq!(clinic.check(&file).unwrap().digest(), report.digest(), "the same file, the same answer");
            }
        }
    });
}

/// A stop that stands in a row whose number can be read is kept, whatever is wrong with the rest of that row.
#[test]
fn a_stop_is_kept_whatever_is_wrong_with_the_rest_of_its_row() {
    let clinic = clinic();
    let cell = "[^\",;\t\r\n\u{0}]{0,12}";
    proptest!(cases(200), |(name in cell, date in cell, how in cell, proof in cell)| {
        let row = [name.as_str(), &date, &how, &proof].map(|cell| format!("\"{cell}\"")).join(",");
        let file = format!("Number,Name,Consent date,Consent how,Proof,Opt-out\n+41 79 123 45 67,{row},yes\n");
        let report = clinic.check(file.as_bytes()).unwrap();
        prop_assert_eq!((report.opt_outs, report.new), (1, 0), "{}", file);
    });
}
