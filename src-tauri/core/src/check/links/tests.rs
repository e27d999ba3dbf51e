//! The rules for links, by the kinds of text that X itself tests; the cases are our own.

use super::*;

fn found(text: &str) -> Vec<&str> {
    links(text).into_iter().map(|range| &text[range]).collect()
}

#[test]
fn a_link_is_found_with_and_without_its_scheme() {
    assert_eq!(found("Book at https://riverside.clinic/book today"), ["https://riverside.clinic/book"]);
    assert_eq!(found("Book at riverside.example.org/book today"), ["riverside.example.org/book"]);
    assert_eq!(found("HTTPS://WWW.WHO.INT"), ["HTTPS://WWW.WHO.INT"]);
    assert_eq!(found("http://localhost"), Vec::<&str>::new());
    assert_eq!(found("who.int nhs.uk cdc.gov"), ["who.int", "nhs.uk", "cdc.gov"]);
}

#[test]
fn punctuation_after_a_link_stays_outside() {
    assert_eq!(found("See who.int/copd."), ["who.int/copd"]);
    assert_eq!(found("See (https://who.int/copd), please!"), ["https://who.int/copd"]);
    assert_eq!(found("https://who.int/copd..."), ["https://who.int/copd"]);
    assert_eq!(found("«https://who.int/copd/»"), ["https://who.int/copd/"]);
    assert_eq!(found("https://who.int/?q=copd!"), ["https://who.int/?q=copd"]);
}

#[test]
fn balanced_parentheses_belong_to_the_path() {
    assert_eq!(
        found("https://en.wikipedia.org/wiki/Flow_(breath) now"),
        ["https://en.wikipedia.org/wiki/Flow_(breath)"]
    );
    assert_eq!(found("(https://who.int/a_(b_(c)_d)!)"), ["https://who.int/a_(b_(c)_d)"]);
    assert_eq!(found("https://who.int/a(b now"), ["https://who.int/a"]);
    assert_eq!(found("https://who.int/a() now"), ["https://who.int/a"]);
}

#[test]
fn addresses_of_people_and_names_are_no_links() {
    assert_eq!(found("desk@riverside.com or front.desk@riverside.com"), Vec::<&str>::new());
    assert_eq!(found("jane.org@riverside.com"), Vec::<&str>::new());
    assert_eq!(found("@riverside.com #riverside.com $riverside.com"), Vec::<&str>::new());
    assert_eq!(found("Come to our clinic.Please bring a mask."), Vec::<&str>::new());
    assert_eq!(found("We are at the clinic.Care begins here"), ["clinic.Care"], "care is a top-level domain");
    assert_eq!(found("scan.jpeg2 report.v1.draft2"), Vec::<&str>::new());
    assert_eq!(found("-riverside.com _riverside.com"), Vec::<&str>::new());
}

#[test]
fn a_top_level_domain_ends_where_its_word_ends() {
    assert_eq!(found("riverside.community riverside.commune"), ["riverside.community"]);
    assert_eq!(found("riverside.com-clinic"), Vec::<&str>::new());
    assert_eq!(found("riverside.com2"), Vec::<&str>::new());
    assert_eq!(found("riverside.co.uk:8080/a riverside.co.uk:8080"), ["riverside.co.uk:8080/a", "riverside.co.uk"]);
}

#[test]
fn other_scripts_are_read_with_a_scheme_and_cut_off_without() {
    assert_eq!(found("http://診療所.com/道"), ["http://診療所.com/"]);
    assert_eq!(found("http://клиника.рф/Услуги"), ["http://клиника.рф/Услуги"]);
    assert_eq!(found("клиника.рф"), Vec::<&str>::new());
    assert_eq!(found("予約はriverside.comへ、またはriverside.co.jp/予約"), ["riverside.com", "riverside.co.jp/"]);
    assert_eq!(found("clínica-norte.es/citas"), ["clínica-norte.es/citas"]);
    assert_eq!(found("http://xn--80akdc.xn--p1ai/"), ["http://xn--80akdc.xn--p1ai/"]);
    assert_eq!(found("http://xn--診療.com"), Vec::<&str>::new());
}

#[test]
fn labels_obey_the_rules_of_names() {
    assert_eq!(found("http://a_b.riverside.com"), ["http://a_b.riverside.com"]);
    assert_eq!(found("http://river_side.com"), Vec::<&str>::new());
    assert_eq!(found("http://-river.com http://river-.com"), Vec::<&str>::new());
    let long = "a".repeat(64);
    assert_eq!(found(&format!("http://{long}.com")), Vec::<&str>::new());
    assert_eq!(links(&format!("http://{}.com", &long[1..])).len(), 1);
    assert_eq!(found(&format!("http://who.int/{}", "a".repeat(5000))), Vec::<&str>::new());
}

#[test]
fn a_short_link_of_x_ends_with_its_name() {
    assert_eq!(found("https://t.co/Ab12's"), ["https://t.co/Ab12"]);
    assert_eq!(found("https://t.co/Ab12/more?x=1"), ["https://t.co/Ab12"]);
    assert_eq!(found(&format!("https://t.co/{}", "a".repeat(41))), Vec::<&str>::new());
}

#[test]
fn a_long_text_is_read_in_reasonable_time() {
    let started = std::time::Instant::now();
    for text in ["あ".repeat(60_000) + ".", "word ".repeat(12_000) + ".", "a_".repeat(30_000) + "."] {
        assert!(links(&text).is_empty());
    }
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}
