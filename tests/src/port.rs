//! A port of this machine that stays one's own while nothing listens on it.
//!
//! Invariant: between two listeners on it, whoever calls is refused; no other test is given the port meanwhile.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

/// See the module. It is given back when this is dropped.
pub struct OwnPort {
    // Bound and never listening: the system hands the number to nobody who asks for any port, and lets a listener that
    // asks for this very number take its place beside it.
    held: TcpSocket,
}

impl OwnPort {
    /// Takes a free port.
    ///
    /// # Panics
    /// When the system gives none.
    #[must_use]
    pub fn take() -> Self {
        let held = TcpSocket::new_v4().unwrap_or_else(|error| panic!("{error}"));
        held.set_reuseaddr(true).unwrap_or_else(|error| panic!("{error}"));
        held.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap_or_else(|error| panic!("{error}"));
        Self { held }
    }

    /// Its number.
    ///
    /// # Panics
    /// When the system does not say.
    #[must_use]
    pub fn number(&self) -> u16 {
        self.held.local_addr().unwrap_or_else(|error| panic!("{error}")).port()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    #[tokio::test]
    async fn between_two_listeners_callers_are_refused_and_nobody_else_gets_the_port() {
        let own = OwnPort::take();
        let here = (Ipv4Addr::LOCALHOST, own.number());
        for _ in 0..2 {
            let listener = TcpListener::bind(here).await.unwrap();
            TcpStream::connect(here).await.unwrap();
            drop(listener);
            assert!(TcpStream::connect(here).await.is_err());
        }
        let others: Vec<OwnPort> = (0..200).map(|_| OwnPort::take()).collect();
        let numbers: BTreeSet<u16> = others.iter().map(OwnPort::number).collect();
        assert!(numbers.len() == others.len() && !numbers.contains(&own.number()));
    }
}
