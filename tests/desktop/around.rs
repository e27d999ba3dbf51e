//! The desktop around the window, played on the private session's bus: notifications, the tray, and who keeps the laptop
//! awake. And the cross in the title bar, which no window manager draws here.
//!
//! Invariant: everything is observed from outside, as a desktop does; nothing here asks the program.

use std::collections::HashMap;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{self, ConnectionExt as _};
use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{self, ObjectPath, OwnedValue, Value};
use zbus::{Connection, fdo, interface};

const PATIENCE: Duration = Duration::from_secs(30);

/// A notification as the desktop got it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What the desktop calls it.
    pub id: u32,
    /// Its first line.
    pub title: String,
    /// The rest.
    pub text: String,
    /// Its actions: name, label, name, label…
    pub actions: Vec<String>,
}

/// An icon in the tray.
#[derive(Debug, Clone)]
struct Icon {
    /// Whose it is.
    process: u32,
    /// Where it is asked.
    name: String,
    path: String,
}

#[derive(Default)]
struct Seen {
    shown: Mutex<Vec<Shown>>,
    icons: Mutex<Vec<Icon>>,
    awake: Mutex<Vec<(String, UnixStream)>>,
    changed: Notify,
}

fn all<T: Clone>(list: &Mutex<Vec<T>>) -> Vec<T> {
    list.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

struct Notifications(Arc<Seen>);

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    #[allow(clippy::too_many_arguments, reason = "the desktop's specification has so many")]
    fn notify(
        &self,
        _app: String,
        _replaces: u32,
        _icon: String,
        title: String,
        text: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut shown = self.0.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let id = u32::try_from(shown.len() + 1).unwrap();
        shown.push(Shown { id, title, text, actions });
        self.0.changed.notify_waiters();
        id
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["actions".into(), "body".into()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("played".into(), "Countersign".into(), "1".into(), "1.2".into())
    }

    fn close_notification(&self, _id: u32) {}

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

struct Login(Arc<Seen>);

#[interface(name = "org.freedesktop.login1.Manager")]
impl Login {
    fn inhibit(&self, what: String, _who: String, _why: String, _mode: String) -> fdo::Result<zvariant::OwnedFd> {
        let (ours, theirs) = UnixStream::pair().map_err(|error| fdo::Error::IOError(error.to_string()))?;
        self.0.awake.lock().unwrap_or_else(PoisonError::into_inner).push((what, ours));
        self.0.changed.notify_waiters();
        Ok(OwnedFd::from(theirs).into())
    }
}

struct Watcher(Arc<Seen>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    async fn register_status_notifier_item(
        &self,
        item: String,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] bus: &Connection,
    ) -> fdo::Result<()> {
        let sender = header.sender().ok_or_else(|| fdo::Error::Failed("nobody sent it".into()))?.to_owned();
        let process = fdo::DBusProxy::new(bus).await?.get_connection_unix_process_id(sender.clone().into()).await?;
        // Either a path of the sender's, or a name with the usual path.
        let (name, path) =
            if item.starts_with('/') { (sender.to_string(), item) } else { (item, "/StatusNotifierItem".to_owned()) };
        self.0.icons.lock().unwrap_or_else(PoisonError::into_inner).push(Icon { process, name, path });
        self.0.changed.notify_waiters();
        Ok(())
    }

    fn register_status_notifier_host(&self, _host: String) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        all(&self.0.icons).into_iter().map(|Icon { name, path, .. }| format!("{name}{path}")).collect()
    }
}

/// The desktop of one test.
pub struct Desktop {
    bus: Connection,
    seen: Arc<Seen>,
}

impl Desktop {
    /// A desktop that shows notifications and can be asked to stay awake, and has no tray yet.
    pub async fn without_tray() -> Self {
        let seen = Arc::<Seen>::default();
        let bus = Connection::session().await.unwrap();
        let server = bus.object_server();
        server.at("/org/freedesktop/Notifications", Notifications(Arc::clone(&seen))).await.unwrap();
        server.at("/org/freedesktop/login1", Login(Arc::clone(&seen))).await.unwrap();
        bus.request_name("org.freedesktop.Notifications").await.unwrap();
        bus.request_name("org.freedesktop.login1").await.unwrap();
        Self { bus, seen }
    }

    /// From now on there is a tray.
    pub async fn show_tray(&self) {
        self.bus.object_server().at("/StatusNotifierWatcher", Watcher(Arc::clone(&self.seen))).await.unwrap();
        self.bus.request_name("org.kde.StatusNotifierWatcher").await.unwrap();
    }

    /// Waits until `look` sees something.
    async fn until<T>(&self, what: &str, look: impl Fn(&Seen) -> Option<T>) -> T {
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                let changed = self.seen.changed.notified();
                if let Some(found) = look(&self.seen) {
                    return found;
                }
                changed.await;
            }
        });
        match waited.await {
            Ok(found) => found,
            Err(_) => panic!("{what} never came; shown were {:#?}", self.shown()),
        }
    }

    /// Everything that was shown so far.
    pub fn shown(&self) -> Vec<Shown> {
        all(&self.seen.shown)
    }

    /// Waits for the notification with this title.
    pub async fn sees(&self, title: &str) -> Shown {
        self.until(title, |seen| all(&seen.shown).into_iter().find(|shown| shown.title == title)).await
    }

    /// Clicks a notification.
    pub async fn click(&self, shown: &Shown) {
        assert!(shown.actions.iter().any(|action| action == "default"), "it can be clicked: {shown:?}");
        let emitter = SignalEmitter::new(&self.bus, "/org/freedesktop/Notifications").unwrap();
        Notifications::action_invoked(&emitter, shown.id, "default").await.unwrap();
    }

    /// Waits until somebody asks to keep the laptop awake.
    pub async fn is_kept_awake(&self) -> Awake {
        let (what, held) = self
            .until("a promise to stay awake", |seen| {
                let mut awake = seen.awake.lock().unwrap_or_else(PoisonError::into_inner);
                if awake.is_empty() { None } else { Some(awake.remove(0)) }
            })
            .await;
        Awake { what, held }
    }

    /// Waits until the tray shows an icon of this process whose menu has entries that begin so, all at once, each to be
    /// pressed or not; tells all entries. (A menu is written anew entry by entry.)
    pub async fn tray_says(&self, process: u32, wanted: &[(&str, bool)]) -> Tray<'_> {
        let its = |seen: &Seen| all(&seen.icons).into_iter().rfind(|icon| icon.process == process);
        let Icon { name, path, .. } = self.until("an icon in the tray", its).await;
        let menu: OwnedValue = self.property(&name, &path, "org.kde.StatusNotifierItem", "Menu").await;
        let menu = ObjectPath::try_from(menu).unwrap().to_string();
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                let entries = self.entries(&name, &menu).await;
                let is_there = |(words, enabled): &(&str, bool)| {
                    entries.iter().any(|(_, label, is)| label.starts_with(words) && is == enabled)
                };
                if wanted.iter().all(is_there) {
                    return entries;
                }
                tokio::task::yield_now().await;
            }
        });
        let Ok(entries) = waited.await else {
            panic!("the tray never said {wanted:?} but {:?}", self.entries(&name, &menu).await)
        };
        Tray { desktop: self, name, menu, entries }
    }

    async fn property(&self, name: &str, path: &str, interface: &str, property: &str) -> OwnedValue {
        let which = (interface, property);
        let asked = self.bus.call_method(Some(name), path, Some("org.freedesktop.DBus.Properties"), "Get", &which);
        asked.await.unwrap().body().deserialize().unwrap()
    }

    /// Number, words and whether it can be pressed, of every entry with words.
    async fn entries(&self, name: &str, menu: &str) -> Vec<(i32, String, bool)> {
        type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));
        let whole = (0i32, -1i32, Vec::<String>::new());
        let asked = self.bus.call_method(Some(name), menu, Some("com.canonical.dbusmenu"), "GetLayout", &whole);
        let answer = asked.await.unwrap();
        let (_, (_, _, children)): Layout = answer.body().deserialize().unwrap();
        children.into_iter().filter_map(entry).collect()
    }
}

fn entry(child: OwnedValue) -> Option<(i32, String, bool)> {
    let Value::Structure(child) = Value::from(child) else { return None };
    let [Value::I32(id), properties, _] = child.fields() else { return None };
    let properties: HashMap<String, Value<'_>> = properties.try_clone().ok()?.try_into().ok()?;
    let Some(Value::Str(label)) = properties.get("label") else { return None };
    let enabled = !matches!(properties.get("enabled"), Some(Value::Bool(false)));
    Some((*id, label.to_string(), enabled))
}

/// A promise to keep the laptop awake.
pub struct Awake {
    /// What it must not do.
    pub what: String,
    held: UnixStream,
}

impl Awake {
    /// Waits until it is let go.
    pub async fn let_go(mut self) {
        self.held.set_read_timeout(Some(PATIENCE)).unwrap();
        let read = tokio::task::spawn_blocking(move || self.held.read(&mut [0])).await.unwrap();
        assert_eq!(read.expect("the laptop may sleep again"), 0);
    }

    /// Whether it holds still.
    pub fn holds(&self) -> bool {
        self.held.set_nonblocking(true).unwrap();
        let held = (&self.held).read(&mut [0]).is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
        self.held.set_nonblocking(false).unwrap();
        held
    }
}

/// The icon in the tray, and its menu as it was when looked at.
pub struct Tray<'d> {
    desktop: &'d Desktop,
    name: String,
    menu: String,
    /// Number, words and whether it can be pressed.
    pub entries: Vec<(i32, String, bool)>,
}

impl Tray<'_> {
    /// The entry that begins so, and whether it can be pressed.
    pub fn entry(&self, words: &str) -> (i32, bool) {
        let found = self.entries.iter().find(|(_, label, _)| label.starts_with(words));
        found.map(|(id, _, enabled)| (*id, *enabled)).unwrap_or_else(|| panic!("no {words:?} in {:?}", self.entries))
    }

    /// Presses an entry.
    pub async fn press(&self, words: &str) {
        let (id, enabled) = self.entry(words);
        assert!(enabled, "{words:?} can't be pressed");
        let click = (id, "clicked", Value::from(0i32), 0u32);
        let pressed = self.desktop.bus.call_method(
            Some(self.name.as_str()),
            self.menu.as_str(),
            Some("com.canonical.dbusmenu"),
            "Event",
            &click,
        );
        pressed.await.unwrap();
    }
}

/// The windows of a program, as the screen knows them.
pub struct Screen {
    x: x11rb::rust_connection::RustConnection,
    root: xproto::Window,
}

impl Screen {
    /// The screen of this session.
    pub fn of_session() -> Self {
        let (x, number) = x11rb::connect(None).unwrap();
        let root = x.setup().roots[number].root;
        Self { x, root }
    }

    fn atom(&self, name: &str) -> xproto::Atom {
        self.x.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom
    }

    /// The windows of a process that have a cross.
    fn windows(&self, process: u32) -> Vec<xproto::Window> {
        let (pid, protocols) = (self.atom("_NET_WM_PID"), self.atom("WM_PROTOCOLS"));
        let words = |window, property, kind: xproto::AtomEnum| -> Vec<u32> {
            let asked = self.x.get_property(false, window, property, kind, 0, 32).unwrap().reply();
            asked.ok().and_then(|reply| Some(reply.value32()?.collect())).unwrap_or_default()
        };
        let children = self.x.query_tree(self.root).unwrap().reply().unwrap().children;
        children
            .into_iter()
            .filter(|window| words(*window, pid, xproto::AtomEnum::CARDINAL) == [process])
            .filter(|window| words(*window, protocols, xproto::AtomEnum::ATOM).contains(&self.atom("WM_DELETE_WINDOW")))
            .collect()
    }

    /// The window of a process that a person sees.
    fn visible(&self, process: u32) -> Option<xproto::Window> {
        self.windows(process).into_iter().find(|window| {
            let asked = self.x.get_window_attributes(*window).unwrap().reply();
            asked.is_ok_and(|attributes| attributes.map_state == xproto::MapState::VIEWABLE)
        })
    }

    /// Presses the cross of a program's window.
    pub fn press_cross(&self, process: u32) {
        let window = self.visible(process).expect("a window that can be seen");
        let data = [self.atom("WM_DELETE_WINDOW"), x11rb::CURRENT_TIME, 0, 0, 0];
        let message = xproto::ClientMessageEvent::new(32, window, self.atom("WM_PROTOCOLS"), data);
        self.x.send_event(false, window, xproto::EventMask::NO_EVENT, message).unwrap();
        self.x.flush().unwrap();
    }

    /// Waits until a program's window can be seen, or can't.
    pub async fn until_visible(&self, process: u32, wanted: bool) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while self.visible(process).is_some() != wanted {
                tokio::task::yield_now().await;
            }
        });
        assert!(waited.await.is_ok(), "the window can be seen: {}", !wanted);
    }
}
