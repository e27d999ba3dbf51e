//! SQL: how statements number their parameters, and that a landed migration stays as it landed.
//!
//! Invariant: `$1…$n` in the order of first use and no other kind, so that the same text means the same on another database.

use countersign_core::model::Digest;

use crate::tree::File;

const VERBS: [&str; 6] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "REPLACE "];

/// Statements whose parameters are not `$1…$n` in order.
pub fn misnumbered(file: &File) -> Vec<String> {
    let texts = file.code().texts;
    let statements = texts.iter().filter(|text| VERBS.iter().any(|verb| text.trim_start().starts_with(verb)));
    let wrong = statements.filter_map(|text| Some((text, wrong_parameter(text)?)));
    wrong
        .map(|(text, what)| {
            format!("{}: {what} in `{}`", file.path, text.split_whitespace().collect::<Vec<_>>().join(" "))
        })
        .collect()
}

fn wrong_parameter(statement: &str) -> Option<String> {
    let mut seen = 0;
    // Every second piece stands between quotes, where a sign is only a sign.
    for piece in statement.split('\'').step_by(2) {
        for (at, sign) in piece.match_indices(['?', '$', ':', '@']) {
            let name: String = piece[at + 1..].chars().take_while(|it| it.is_ascii_alphanumeric()).collect();
            match (sign, name.parse::<usize>()) {
                ("$", Ok(number)) if number <= seen => {}
                ("$", Ok(number)) if number == seen + 1 => seen = number,
                ("$", _) => return Some(format!("${name} after ${seen}")),
                (":" | "@", _) if name.is_empty() => {}
                (sign, _) => return Some(format!("`{sign}{name}`")),
            }
        }
    }
    None
}

/// Migrations that are not what landed, by the list of their digests in order.
pub fn changed_after_landing(files: &[File], landed: &str) -> Vec<String> {
    let landed: Vec<&str> = landed.lines().collect();
    let mut complaints = Vec::new();
    if landed.len() != files.len() {
        complaints.push(format!(
            "{} migrations, and {} of them on the list of those that landed",
            files.len(),
            landed.len()
        ));
    }
    for (number, (file, digest)) in (1..).zip(files.iter().zip(landed)) {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if !name.starts_with(&format!("{number:04}_")) {
            complaints.push(format!("{} is not number {number}", file.path));
        }
        if Digest::of(file.text.as_bytes()).to_string() != digest {
            complaints.push(format!("{} was changed after it had landed; write a new one", file.path));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(statement: &str, expected: &[&str]) {
        let file = File::example("a.rs", &format!("tx.run(\"{statement}\", args![])"));
        let expected: Vec<String> = expected.iter().map(|what| format!("a.rs: {what} in `{statement}`")).collect();
        assert_eq!(misnumbered(&file), expected);
    }

    #[test]
    fn parameters_are_numbered_in_the_order_of_their_first_use() {
        check("UPDATE a SET b = $1, c = $2 WHERE d = $1", &[]);
        check("UPDATE a SET b = $2 WHERE d = $1", &["$2 after $0"]);
        check("DELETE FROM a WHERE b = $1 AND c = $3", &["$3 after $1"]);
    }

    #[test]
    fn other_kinds_of_parameters_are_refused() {
        check("SELECT a FROM b WHERE c = ?", &["`?`"]);
        check("SELECT a FROM b WHERE c = ?1", &["`?1`"]);
        check("INSERT INTO a (b) VALUES (:name)", &["`:name`"]);
        check("SELECT a FROM b WHERE c = '?' AND d LIKE '%:x%'", &[]);
        check("Is this SQL?", &[]);
    }

    #[test]
    fn a_migration_that_changed_after_it_landed_is_refused() {
        let file = |name: &str| File::example(name, "CREATE TABLE a (b);");
        let digest = Digest::of(b"CREATE TABLE a (b);").to_string();
        assert!(changed_after_landing(&[file("m/0001_a.sql")], &digest).is_empty());
        assert_eq!(changed_after_landing(&[file("m/0001_a.sql")], &"0".repeat(64)).len(), 1);
        assert_eq!(changed_after_landing(&[file("m/0001_a.sql"), file("m/0002_b.sql")], &digest).len(), 1);
        assert_eq!(changed_after_landing(&[file("m/0003_a.sql")], &digest), ["m/0003_a.sql is not number 1"]);
    }
}
