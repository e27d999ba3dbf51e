//! A transaction as the stages see it: three ways to run a statement, typed rows, and the tags of what changed.

use std::cell::RefCell;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};

use super::connection::store_error;
use crate::store::{FromValue, StoreError, Tag, Value};

/// An open transaction.
pub struct Tx<'c> {
    connection: &'c Connection,
    tags: RefCell<Vec<Tag>>,
    /// What was asked, for tests of how it is looked for.
    #[cfg(test)]
    asked: RefCell<Vec<String>>,
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// One row of an answer.
pub struct Row<'r>(&'r rusqlite::Row<'r>);

impl Row<'_> {
    /// The column called `name`.
    ///
    /// # Errors
    /// When there is no such column, or its value is not a `T`.
    pub fn get<T: FromValue>(&self, name: &str) -> Result<T, StoreError> {
        let value = match self.0.get_ref(name).map_err(store_error)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Real(_) => return Err(StoreError::Unexpected(format!("a fraction in {name}"))),
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        };
        T::from_value(value).map_err(|error| StoreError::Unexpected(format!("column {name}: {error}")))
    }

    /// The column called `name`, read from its JSON text.
    ///
    /// # Errors
    /// When the text is not such JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, StoreError> {
        let text: String = self.get(name)?;
        serde_json::from_str(&text).map_err(|error| StoreError::Unexpected(format!("column {name}: {error}")))
    }
}

impl<'c> Tx<'c> {
    pub(super) fn on(connection: &'c Connection) -> Self {
        Self {
            connection,
            tags: RefCell::default(),
            #[cfg(test)]
            asked: RefCell::default(),
        }
    }

    /// Every row of the answer.
    ///
    /// # Errors
    /// When the statement fails, or `map` does.
    pub fn all<T, E: From<StoreError>>(
        &self,
        sql: &str,
        values: &[Value],
        map: impl Fn(&Row<'_>) -> Result<T, E>,
    ) -> Result<Vec<T>, E> {
        #[cfg(test)]
        self.asked.borrow_mut().push(sql.to_owned());
        let mut statement = self.connection.prepare_cached(sql).map_err(store_error)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(store_error)?;
        let mut mapped = Vec::new();
        while let Some(row) = rows.next().map_err(store_error)? {
            mapped.push(map(&Row(row))?);
        }
        Ok(mapped)
    }

    /// The first row of the answer, if there is one.
    ///
    /// # Errors
    /// When the statement fails, or `map` does.
    pub fn one<T, E: From<StoreError>>(
        &self,
        sql: &str,
        values: &[Value],
        map: impl Fn(&Row<'_>) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        #[cfg(test)]
        self.asked.borrow_mut().push(sql.to_owned());
        let mut statement = self.connection.prepare_cached(sql).map_err(store_error)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(store_error)?;
        match rows.next().map_err(store_error)? {
            Some(row) => map(&Row(row)).map(Some),
            None => Ok(None),
        }
    }

    /// Runs a change and tells how many rows it touched.
    ///
    /// # Errors
    /// When the statement fails.
    pub fn run(&self, sql: &str, values: &[Value]) -> Result<usize, StoreError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(store_error)?;
        statement.execute(params_from_iter(values)).map_err(store_error)
    }

    /// Notes what this transaction touches; told to the listeners after the commit.
    pub fn changed(&self, tag: Tag) {
        let mut tags = self.tags.borrow_mut();
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }

    /// How the database looks for what was asked so far: the lines that lead over a whole table, each with its statement.
    #[cfg(test)]
    pub(crate) fn scans(&self) -> Vec<String> {
        let mut scans = Vec::new();
        for sql in self.asked.borrow().iter() {
            let mut statement = self.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let values = vec![rusqlite::types::Null; statement.parameter_count()];
            let mut rows = statement.query(params_from_iter(values)).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let line: String = row.get("detail").unwrap();
                if line.starts_with("SCAN ") {
                    scans.push(format!("{line} in {}", sql.split_whitespace().collect::<Vec<_>>().join(" ")));
                }
            }
        }
        scans
    }

    pub(super) fn into_tags(self) -> Vec<Tag> {
        self.tags.into_inner()
    }
}

/// Runs `work` on one snapshot.
pub(super) fn snapshot<T, E: From<StoreError>>(
    connection: &Connection,
    work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    connection.execute_batch("BEGIN").map_err(store_error)?;
    let result = work(&Tx::on(connection));
    // Nothing was written, so ending the snapshot either way changes nothing.
    connection.execute_batch("ROLLBACK").map_err(store_error)?;
    result
}
