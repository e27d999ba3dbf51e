//! Files of recipients: every row answered, no stop lost, nothing read from the wrong column.

use std::fmt::Write as _;

use super::*;

#[test]
fn a_file_of_ten_thousand_is_answered_row_by_row() {
    let clinic = clinic();
    let list = clinic.list("Everybody");
    let mut file = "Number,Name,Consent date,Consent how,Consent to\n".to_owned();
    let (mut without, mut twice, mut malformed) = (0, 0, 0);
    for row in 0..10_000u32 {
        let number = format!("+4179{row:07}");
        if row % 250 == 7 {
            without += 1;
            writeln!(file, "{number},Row {row},,,").unwrap();
        } else if row == 500 || row == 1500 || row == 2500 {
            twice += 1;
            writeln!(file, "0041 79 {:07},Again,2026-01-05,Form,marketing", row - 100).unwrap();
        } else if row % 2000 == 11 {
            malformed += 1;
            writeln!(file, "+41 79 12x,Row {row},2026-01-05,Form,Marketing").unwrap();
        } else {
            writeln!(file, "{number},Row {row},2026-01-05,Form,marketing").unwrap();
        }
    }
    assert_eq!((without, twice, malformed), (40, 3, 5));
    let report = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((report.rows, report.new, report.known), (10_000, 9_952, 0));
    let of = |words: &str| report.problems.iter().filter(|problem| problem.why.contains(words)).count();
    assert_eq!((of("no record of consent"), of("again"), of("digits only")), (40, 3, 5));
    assert_eq!(report.problems.len(), 48);
    // Line 1 names the columns.
    assert_eq!(report.problems[0], ImportProblem { line: 9, why: report.problems[0].why.clone() });
    assert!(report.problems.iter().any(|problem| problem.line == 502 && problem.why.contains("line 402")));
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient"), 0, "looking takes nothing");
    clinic.take(file.as_bytes(), list, report.digest()).unwrap();
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient"), 9_952);
    assert_eq!(clinic.taken(list).unwrap().audience.count, 9_952);
    let again = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((again.new, again.known), (0, 9_952), "a second time they are known");
}

#[test]
fn columns_stand_in_any_order_and_what_is_no_csv_is_said() {
    let clinic = clinic();
    let file = "\u{feff}consent_how;Proof;PHONE;Consent date;opt-out\r\n\"Form; at reception\";;079 123 45 67;2026-02-01;\r\n;;079 123 45 68;;yes\r\n";
    let report = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((report.rows, report.new, report.opt_outs, report.problems.len()), (2, 1, 1, 0));
    assert_eq!(report.unread, Vec::<String>::new());
    for (file, said) in [
        (&b"PK\x03\x04rest"[..], "spreadsheet"),
        (&b"\xff\xfeN\0u\0"[..], "UTF-16"),
        (&b"Number,Consent date,Consent how\n0791234567,2026-01-01,M\xfcndlich\n"[..], "not written as UTF-8"),
        (&b"\x89PNG\0\0"[..], "no CSV file"),
        (&b"Dear colleague, here is the list you asked for"[..], "names no column Number"),
        (HEAD.as_bytes(), "no rows"),
        (&b""[..], "names no column"),
    ] {
        let error = clinic.check(file).unwrap_err();
        assert!(refusal(&error).contains(said), "{said}: {}", refusal(&error));
    }
}

#[test]
fn a_file_is_taken_only_as_it_was_seen() {
    let clinic = clinic();
    let list = clinic.list("News");
    let file = format!("{HEAD}079 123 45 67,Ada,2026-01-05,Form,\n");
    let seen = clinic.check(file.as_bytes()).unwrap().digest();
    clinic.add("079 123 45 67").unwrap();
    let error = clinic.take(file.as_bytes(), list, seen).unwrap_err();
    assert!(refusal(&error).contains("look at it again"));
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient_list_member"), 0);
}

fn problems(report: &ImportReport) -> Vec<(u32, &str)> {
    report.problems.iter().map(|problem| (problem.line, problem.why.as_str())).collect()
}

#[test]
fn a_stop_counts_wherever_in_the_file_it_stands() {
    let clinic = clinic();
    let list = clinic.list("News");
    let head = "Number,Consent date,Consent how,Opt out\n";
    let file = format!(
        "{head}079 123 45 67,2026-01-05,Form,\n0041 (0)79 123 45 67,,,yes\n+41 079 123 45 67,2026-01-05,Form,no\n"
    );
    let report = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((report.new, report.opt_outs), (0, 1));
    let [(2, first), (4, last)] = problems(&report)[..] else { panic!("{report:?}") };
    assert!(first.contains("Line 3 tells that this person said stop") && last.contains("line 3 again"), "{report:?}");
    clinic.take(file.as_bytes(), list, report.digest()).unwrap();
    assert!(refusal(&clinic.add("079 123 45 67").unwrap_err()).contains("said stop"));
    // A stop at a number that can't be read is not kept, and that is said.
    let report = clinic.check(format!("{head}41791234568,,,yes\n").as_bytes()).unwrap();
    let [(2, why)] = problems(&report)[..] else { panic!("{report:?}") };
    assert!(why.contains("Write a +") && why.contains("counts only once its number is right"), "{why}");
}

#[test]
fn a_good_row_is_taken_although_one_of_its_number_was_refused_before() {
    let file = format!("{HEAD}079 123 45 67,Ada,,,\n079 123 45 67,Ada,2026-01-05,Form,\n");
    let report = clinic().check(file.as_bytes()).unwrap();
    assert_eq!(report.new, 1);
    let [(2, why)] = problems(&report)[..] else { panic!("{report:?}") };
    assert!(why.contains("no record of consent"));
}

#[test]
fn a_row_of_another_shape_is_not_read_and_names_itself() {
    let head = "Number,Name,Consent date,Consent how,Opt out\n";
    let good = "079 123 45 60,Di,2026-01-05,Form,no\n";
    for (rows, said) in [
        // A comma in a name shifts the stop into the column before.
        ("079 123 45 67,Example, Ada,2026-01-05,Form,yes\n", "more or fewer fields"),
        ("079 123 45 67,Ada,2026-01-05,Form\n", "more or fewer fields"),
        // The quotation mark hides a stop in the name of the row above.
        ("079 123 45 67,Ada,2026-01-05,Form,\"no\n079 123 45 68,Bo,2026-01-05,Form,yes\n", "goes over several lines"),
        ("079 123 45 67,Ada,2026-01-05,Form,\"\n079 123 45 68,Bo,2026-01-05,Form,yes\n", "goes over several lines"),
    ] {
        let report = clinic().check(format!("{head}{good}{rows}").as_bytes()).unwrap();
        assert_eq!((report.new, report.opt_outs), (1, 0), "{rows}");
        let [(3, why)] = problems(&report)[..] else { panic!("{report:?}") };
        assert!(why.contains(said), "{why}");
    }
}

#[test]
fn whatever_is_no_no_is_a_stop() {
    let head = "Number,Consent date,Consent how,Opt out\n";
    for (said, stops) in [
        ("yes", 1),
        ("ja", 1),
        ("2026-03-01", 1),
        ("Abgemeldet am 1.3.", 1),
        ("?", 1),
        ("no", 0),
        (" No ", 0),
        ("nein", 0),
        ("", 0),
    ] {
        let report = clinic().check(format!("{head}079 123 45 67,2026-01-05,Form,{said}\n").as_bytes()).unwrap();
        assert_eq!((report.opt_outs, report.new, report.problems.len()), (stops, 1 - stops, 0), "{said}");
    }
}

#[test]
fn no_column_is_passed_over_without_a_word() {
    let row = "079 123 45 67,2026-01-05,Form,yes\n";
    for name in
        ["Unsubscribed", "Opted out on", "Opt-out date", "Abgemeldet", "STOP?!since", "Opt in", "do not contact"]
    {
        let file = format!("Number,Consent date,Consent how,{name}\n{row}");
        let error = clinic().check(file.as_bytes()).unwrap_err();
        assert!(refusal(&error).contains(name) && refusal(&error).contains("Call it Opt out"), "{}", refusal(&error));
    }
    // Also where another column is read for it.
    let error = clinic().check(b"Number,Consent date,Consent how,Stop,Opt out\n079 123 45 67,2026-01-05,Form,,yes\n");
    assert!(refusal(&error.unwrap_err()).contains("“Opt out”"));
    let file = format!("Number,Consent date,Consent how,Town \n{row}").replace("how,Town", "how,Shoe size,,Town");
    let report = clinic().check(file.replace("Form,", "Form,43,,").as_bytes()).unwrap();
    assert_eq!(report.unread, ["Shoe size", "the unnamed column 5", "Town"]);
    assert_eq!(report.new, 1);
}

#[test]
fn a_no_where_the_way_of_agreeing_stands_is_no_consent() {
    let clinic = clinic();
    clinic.add("079 123 45 68").unwrap();
    let file = "Number,Consent date,Consent\n079 123 45 67,2026-01-05,no\n079 123 45 68,2026-01-05,No\n079 123 45 69,2026-01-05,yes\n";
    let report = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((report.new, report.known), (0, 0), "nobody is put on a list by it either");
    let [(2, new), (3, known), (4, yes)] = problems(&report)[..] else { panic!("{report:?}") };
    assert!(new.contains("did not agree") && known.contains("did not agree") && yes.contains("not how"), "{report:?}");
}

#[test]
fn lines_are_counted_however_they_end() {
    let rows = ["Number,Consent date,Consent how", "x,,", "", "079 123 45 67,,", "y,,"];
    for end in ["\r", "\n", "\r\n"] {
        let file = rows.join(end);
        let report = clinic().check(file.as_bytes()).unwrap();
        assert_eq!(report.problems.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 4, 5], "{end:?}");
    }
}

#[test]
fn what_was_seen_is_of_this_file_and_these_people() {
    let clinic = clinic();
    let list = clinic.list("News");
    let of = |number: &str| format!("{HEAD}{number},Ada,2026-01-05,Form,\n");
    let (one, other) = (of("079 123 45 67"), of("079 123 45 68"));
    let seen = clinic.check(one.as_bytes()).unwrap();
    assert_ne!(seen.digest(), clinic.check(other.as_bytes()).unwrap().digest(), "the figures are the same");
    assert!(refusal(&clinic.take(other.as_bytes(), list, seen.digest()).unwrap_err()).contains("look at it again"));
    // The same file, the same figures, and another recipient than the one who was seen.
    let both = format!("{HEAD}079 123 45 67,Ada,2026-01-05,Form,\n079 123 45 68,Bo,2026-01-05,Form,\n");
    let first = clinic.add("079 123 45 67").unwrap();
    let seen = clinic.check(both.as_bytes()).unwrap();
    clinic.write(move |tx, env, by| forget_recipient(tx, env, by, first)).unwrap();
    clinic.add("079 123 45 68").unwrap();
    let now = clinic.check(both.as_bytes()).unwrap();
    assert_eq!((seen.new, seen.known), (now.new, now.known));
    assert_ne!(seen.digest(), now.digest());
}

#[test]
fn what_they_agreed_to_is_read_or_said_to_be_assumed() {
    let clinic = clinic();
    let list = clinic.list("News");
    let file = "Number,Consent date,Consent how,Consent to\n079 123 45 67,2026-01-05,Form,Marketing\n079 123 45 68,2026-01-05,Form,service\n079 123 45 69,2026-01-05,Form,\n079 123 45 70,2026-01-05,Form,everything\n";
    let report = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((report.new, report.assumed), (3, 1));
    let [(5, why)] = problems(&report)[..] else { panic!("{report:?}") };
    assert!(why.contains("neither marketing nor service"));
    clinic.take(file.as_bytes(), list, report.digest()).unwrap();
    let taken = clinic.taken(list).unwrap();
    assert_eq!((taken.audience.count, taken.view.left_out.first().map(|left| left.count)), (1, Some(2)));
    let report = clinic.check(format!("{HEAD}079 123 45 71,,2026-01-05,Form,\n").as_bytes()).unwrap();
    assert_eq!(report.assumed, 1, "without the column as well");
}

#[test]
fn a_file_of_nothing_but_stops_needs_no_list() {
    let clinic = clinic();
    let take = |file: &'static str| {
        let seen = clinic.check(file.as_bytes()).unwrap().digest();
        clinic.write(move |tx, env, by| take_import(tx, env, by, file.as_bytes(), None, seen))
    };
    take("Number,Consent date,Consent how,Opt out\n079 123 45 67,,,yes\n").unwrap();
    assert_eq!(clinic.count("SELECT count(*) AS n FROM opt_out"), 1);
    let error = take("Number,Consent date,Consent how\n079 123 45 68,2026-01-05,Form\n").unwrap_err();
    assert!(refusal(&error).contains("Choose a list"));
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient"), 0);
}

#[test]
fn of_somebody_who_is_known_only_a_newer_consent_counts() {
    let clinic = clinic();
    let list = clinic.list("News");
    let head = "Number,Name,Consent to,Consent date,Consent how,Proof\n";
    let people: Vec<RecipientId> = (0..7).map(|last| clinic.add(&format!("079 123 45 6{last}")).unwrap()).collect();
    let file = format!(
        "{head}079 123 45 60,Bo,marketing,2026-11-01,New form,folder 9\n\
         079 123 45 61,Bo,service,2026-11-02,By phone,\n\
         079 123 45 62,Bo,,2026-11-03,New form,\n\
         079 123 45 63,Bo,service,2026-03-01,Of the same day,\n\
         079 123 45 64,Bo,marketing,2026-01-01,Older,\n\
         079 123 45 65,Bo,service,,No day,\n\
         079 123 45 66,Bo,marketing,2026-11-04,,\n\
         079 123 45 69,New,marketing,2026-11-05,Form,\n"
    );
    let seen = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((seen.rows, seen.new, seen.renewed, seen.known), (8, 1, 4, 1));
    assert_eq!((seen.lowered, seen.assumed), (3, 1));
    assert_eq!(
        problems(&seen),
        [
            (7, "The day of the consent is missing."),
            (8, "How the person agreed is missing, such as “signed the form”.")
        ]
    );
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient_consent_before"), 0, "looking changes nothing");
    clinic.take(file.as_bytes(), list, seen.digest()).unwrap();
    let kept = |place: usize| {
        let row = clinic.db.read(|tx| recipient(tx, people[place])).unwrap();
        let before = clinic.db.read(|tx| consents_before(tx, row.id)).unwrap().len();
        (row.name, row.consent.says.on, row.consent.says.to, before)
    };
    let (more, less) = (ConsentTo::Marketing, ConsentTo::Service);
    let of = |on: &str, to, before| ("Ada".to_owned(), on.to_owned(), to, before);
    assert_eq!(kept(0), of("2026-11-01", more, 1));
    assert_eq!(kept(1), of("2026-11-02", less, 1));
    assert_eq!(kept(2), of("2026-11-03", less, 1), "the file does not tell that it was to marketing");
    assert_eq!(kept(3), of("2026-03-01", less, 1), "less counts on the same day");
    for place in 4..7 {
        assert_eq!(kept(place), of("2026-03-01", more, 0), "{place}");
    }
    assert_eq!(
        clinic.count("SELECT count(*) AS n FROM recipient_list_member"),
        6,
        "all but the rows that are not taken"
    );
    let renewed = "SELECT count(*) AS n FROM audit_entry WHERE action = 'recipient.consent_renewed'";
    assert_eq!(clinic.count(renewed), 4, "each change is on record");
    let again = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((again.new, again.renewed, again.known), (0, 0, 6), "a second time nothing is newer");
    assert!(clinic.take(file.as_bytes(), list, seen.digest()).is_err(), "that is not what was on the screen");
}

#[test]
fn a_newer_consent_in_a_file_changes_nothing_for_who_said_stop() {
    let clinic = clinic();
    let list = clinic.list("News");
    let id = clinic.add_for("079 123 45 67", ConsentTo::Service).unwrap();
    let file = format!("{HEAD}079 123 45 67,Bo,2026-11-01,Form,\n");
    let seen = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((seen.renewed, seen.lowered), (1, 0));
    clinic.write(move |tx, env, by| opt_out(tx, env, Actor::Person(by), id, OptOutSource::Person)).unwrap();
    assert!(clinic.take(file.as_bytes(), list, seen.digest()).is_err(), "the stop came after the look");
    let now = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((now.renewed, now.known, now.problems.len()), (0, 0, 1));
    assert_eq!(clinic.count("SELECT count(*) AS n FROM recipient_consent_before"), 0);
}

#[test]
fn who_does_not_agree_is_put_on_no_list_also_where_they_are_known() {
    let clinic = clinic();
    clinic.add("+41791234561").unwrap();
    let head = "Number,Name,Consent to,Consent date,Consent how\n";
    for (word, why) in [("no", "did not agree"), ("nothing", "neither marketing nor service")] {
        let seen = clinic.check(format!("{head}+41791234561,Ada,{word},,\n").as_bytes()).unwrap();
        assert_eq!((seen.known, seen.problems.len()), (0, 1), "{word}");
        assert!(seen.problems[0].why.contains(why), "{:?}", seen.problems);
    }
}

#[test]
fn a_row_of_the_same_day_that_says_less_counts_and_one_that_says_more_does_not() {
    let clinic = clinic();
    clinic.add_for("+41791234561", ConsentTo::Marketing).unwrap();
    clinic.add_for("+41791234562", ConsentTo::Service).unwrap();
    let head = "Number,Name,Consent to,Consent date,Consent how\n";
    let file =
        format!("{head}+41791234561,Ada,service,2026-03-01,letter\n+41791234562,Bo,marketing,2026-03-01,letter\n");
    let seen = clinic.check(file.as_bytes()).unwrap();
    assert_eq!((seen.renewed, seen.lowered, seen.known), (1, 1, 1), "{seen:?}");
    let list = clinic.list("News");
    clinic.take(file.as_bytes(), list, seen.digest()).unwrap();
    assert_eq!(clinic.taken_for(list, TemplateCategory::Utility).unwrap().view.count, 2);
    assert!(clinic.taken(list).is_err(), "nobody agreed to marketing any more");
}
