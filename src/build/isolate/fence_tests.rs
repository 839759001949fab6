//! What a thread behind the fence can do, and what it can't. A thread that ends takes its fence with it.

use std::{
    fs,
    io::Read as _,
    net::{TcpListener, TcpStream, UdpSocket},
    os::unix::net::{UnixListener, UnixStream},
    path::Path,
    process::Command,
    thread,
};

use super::*;

/// What came of trying something.
type Tried = (&'static str, bool);

/// Tries what the fence is to keep back, and what it must let pass.
fn tried(readable: &Path, other: &Path, tcp: std::net::SocketAddr) -> Vec<Tried> {
    let socket = other.join("socket");
    let reads = |path: &Path| fs::read(path).is_ok();
    vec![
        // What must go.
        ("read a file in the folder", reads(&readable.join("inside"))),
        ("list the folder", fs::read_dir(readable).is_ok_and(|entries| entries.flatten().count() > 0)),
        ("start a thread", thread::Builder::new().spawn(|| 1).is_ok_and(|thread| thread.join().is_ok())),
        ("take memory", vec![1_u8; 64 << 20].iter().map(|byte| u64::from(*byte)).sum::<u64>() == 64 << 20),
        // What must not.
        ("read /etc/passwd", reads(Path::new("/etc/passwd"))),
        ("read a file beside the folder", reads(&other.join("outside"))),
        ("read through a link out of the folder", reads(&readable.join("link"))),
        ("list /", fs::read_dir("/").is_ok()),
        ("read /proc/self/environ", reads(Path::new("/proc/self/environ"))),
        ("write in the folder", fs::write(readable.join("new"), "x").is_ok()),
        ("append to a file", fs::OpenOptions::new().append(true).open(readable.join("inside")).is_ok()),
        ("delete a file", fs::remove_file(readable.join("inside")).is_ok()),
        ("rename a file", fs::rename(readable.join("inside"), readable.join("other")).is_ok()),
        ("make a link", std::os::unix::fs::symlink("/etc/passwd", readable.join("made")).is_ok()),
        ("make a folder", fs::create_dir(readable.join("folder")).is_ok()),
        ("change a file's mode", {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(readable.join("inside"), fs::Permissions::from_mode(0o777)).is_ok()
        }),
        ("connect by TCP", TcpStream::connect(tcp).is_ok()),
        ("listen by TCP", TcpListener::bind("127.0.0.1:0").is_ok()),
        ("open a UDP socket", UdpSocket::bind("127.0.0.1:0").is_ok()),
        ("connect to a local socket", UnixStream::connect(&socket).is_ok()),
        ("make a pair of sockets", UnixStream::pair().is_ok()),
        ("start a program", Command::new("/bin/true").status().is_ok()),
        ("take the fence down", {
            let restore = raise(&["/"]);
            let _ = restore;
            reads(Path::new("/etc/passwd"))
        }),
    ]
}

#[test]
fn a_fenced_thread_reads_what_it_is_given_and_nothing_else() {
    let base = tempfile::tempdir().unwrap();
    let (readable, other) = (base.path().join("given"), base.path().join("other"));
    for folder in [&readable, &other] {
        fs::create_dir(folder).unwrap();
    }
    fs::write(readable.join("inside"), "inside").unwrap();
    fs::write(other.join("outside"), "outside").unwrap();
    std::os::unix::fs::symlink(other.join("outside"), readable.join("link")).unwrap();
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let _local = UnixListener::bind(other.join("socket")).unwrap();
    let address = tcp.local_addr().unwrap();
    let (fence, results) = thread::scope(|scope| {
        let fenced = scope.spawn(|| (raise(&[&readable]), tried(&readable, &other, address)));
        fenced.join().unwrap()
    });
    if fence.missing().is_some() && std::env::var_os("PRESSROOM_TOOLS").is_none() {
        eprintln!("not tested: {:?}", fence.missing());
        return;
    }
    assert_eq!(fence, Fence { files: true, calls: true });
    for (number, (what, done)) in results.iter().enumerate() {
        assert_eq!(*done, number < 4, "{what}");
    }
    // Without the fence all of it goes, so that the search is for the right things.
    let loose =
        thread::scope(|scope| scope.spawn(|| tried_loose(&readable, &other, address)).join().unwrap());
    for (what, done) in loose {
        assert!(done, "{what}");
    }
    let mut text = String::new();
    fs::File::open(readable.join("inside")).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "inside");
}

/// What does no harm, done without a fence.
fn tried_loose(readable: &Path, other: &Path, tcp: std::net::SocketAddr) -> Vec<Tried> {
    vec![
        ("read /etc/passwd", fs::read("/etc/passwd").is_ok()),
        ("read through a link out of the folder", fs::read(readable.join("link")).is_ok()),
        ("write in the folder", fs::write(readable.join("new"), "x").is_ok()),
        ("connect by TCP", TcpStream::connect(tcp).is_ok()),
        ("connect to a local socket", UnixStream::connect(other.join("socket")).is_ok()),
        ("start a program", Command::new("/bin/true").status().is_ok()),
    ]
}

#[test]
fn what_is_missing_is_said() {
    let fence = |files, calls| Fence { files, calls }.missing();
    assert_eq!(fence(true, true), None);
    assert!(fence(false, true).unwrap().contains("can read every file"));
    assert!(fence(true, false).unwrap().contains("have a network"));
    assert!(fence(false, false).unwrap().contains("can do what you can"));
}
