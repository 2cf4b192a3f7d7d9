//! The program as a process of its own, and a minimal HTTP client.

use std::{
    fs::File,
    io::{self, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Longer than any step takes on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The path of the program, which cargo builds before the tests of its package.
fn executable() -> PathBuf {
    std::env::var_os("CARGO_BIN_EXE_server")
        .expect("cargo names the program to the tests of its package")
        .into()
}

/// The program with `variables`, without the machine's own.
pub fn program(variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(executable());
    command
        .env_clear()
        .envs(variables.iter().copied())
        .stdin(Stdio::null());
    command
}

/// Like [`program`], with at most `files` open files.
fn program_with_files(variables: &[(&str, &str)], files: u32) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", &format!("ulimit -n {files} && exec \"$0\"")])
        .arg(executable())
        .env_clear()
        .envs(variables.iter().copied())
        .stdin(Stdio::null());
    command
}

/// A running server. Dropping it kills it.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
    output: PathBuf,
}

impl Server {
    /// Starts on the data in `home/data`, and waits until it responds. Its output goes to files in
    /// `home`.
    pub fn start(home: &Path, variables: &[(&str, &str)]) -> Self {
        Self::start_by(home, || program(variables))
    }

    /// Like [`Self::start`], with at most `files` open files.
    pub fn start_with_files(home: &Path, variables: &[(&str, &str)], files: u32) -> Self {
        Self::start_by(home, || program_with_files(variables, files))
    }

    /// Like [`Self::start`], by another command.
    pub fn start_by(home: &Path, command: impl Fn() -> Command) -> Self {
        // Another process may take a free port before the server does.
        (0..3)
            .find_map(|_| Self::try_start(home, command()))
            .unwrap_or_else(|| {
                let printed = std::fs::read_to_string(home.join("stderr")).unwrap();
                panic!("the server starts on one of three free ports: {printed}")
            })
    }

    fn try_start(home: &Path, mut command: Command) -> Option<Self> {
        let address = free_address();
        let mut process = command
            .env("HUMEUR_ADDR", address.to_string())
            .env("HUMEUR_DATA_DIR", home.join("data"))
            .stdout(appending(&home.join("stdout")))
            .stderr(appending(&home.join("stderr")))
            .spawn()
            .unwrap();
        let since = Instant::now();
        while process.try_wait().unwrap().is_none() && since.elapsed() < TIMEOUT {
            if TcpStream::connect(address).is_ok() {
                return Some(Self {
                    process,
                    address,
                    output: home.to_owned(),
                });
            }
            thread::sleep(Duration::from_millis(10));
        }
        process.kill().ok();
        process.wait().ok();
        None
    }

    /// Its output so far: standard output and standard error.
    pub fn printed(&self) -> (String, String) {
        let read = |name| std::fs::read_to_string(self.output.join(name)).unwrap();
        (read("stdout"), read("stderr"))
    }

    /// Sends SIGKILL.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub fn id(&self) -> String {
        self.process.id().to_string()
    }

    /// Sends SIGTERM, as a service manager does.
    pub fn terminate(&self) {
        let id = self.id();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
    }

    pub fn ended(&mut self) -> ExitStatus {
        ended(&mut self.process)
    }

    /// Sends a request and reads the response.
    pub fn send(&self, request: &str) -> io::Result<Reply> {
        send(self.address, request)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Waits for a process to end by itself.
pub fn ended(process: &mut Child) -> ExitStatus {
    let since = Instant::now();
    loop {
        if let Some(status) = process.try_wait().unwrap() {
            return status;
        }
        if since.elapsed() > TIMEOUT {
            process.kill().ok();
            panic!("the process did not end by itself");
        }
        thread::sleep(Duration::from_millis(10));
    }
}

pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

fn appending(path: &Path) -> File {
    File::options()
        .create(true)
        .append(true)
        .open(path)
        .unwrap()
}

/// The text of a request. `head` is the request line without its version, then one header per line.
pub fn request(head: &str, body: &str) -> String {
    let (line, headers) = head.split_once('\n').unwrap_or((head, ""));
    let mut text = format!("{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for header in headers.lines() {
        text += &format!("{}\r\n", header.trim());
    }
    text + &format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

/// The request that saves a day.
pub fn save(cookie: &str, day: &str, mood: &str, note: &str) -> String {
    let body = serde_json::json!({"day": day, "mood": mood, "note": note}).to_string();
    request(
        &format!("POST /mood\nContent-Type: application/json\nCookie: {cookie}"),
        &body,
    )
}

pub fn send(address: SocketAddr, request: &str) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.write_all(request.as_bytes())?;
    receive(&mut stream)
}

/// Reads a response to its end; fails if it is truncated.
pub fn receive(stream: &mut TcpStream) -> io::Result<Reply> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let cut_short = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(cut_short)?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let reply = Reply {
        status: status.ok_or_else(cut_short)?,
        head: head.to_owned(),
        body: body.to_owned(),
    };
    match reply.header("content-length").parse::<usize>() {
        Ok(length) if length != reply.body.len() => Err(cut_short()),
        _ => Ok(reply),
    }
}

/// A response.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Reply {
    /// The value of a header; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        let headers = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut named = headers.filter(|(given, _)| given.eq_ignore_ascii_case(name));
        named.next().map_or("", |(_, value)| value.trim())
    }

    /// Every cookie that the response sets, as a `Cookie` header.
    pub fn cookies(&self) -> String {
        let headers = self.head.lines().filter_map(|line| line.split_once(':'));
        let cookies = headers.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        let pairs = cookies.filter_map(|(_, value)| value.split(';').next());
        pairs.map(str::trim).collect::<Vec<_>>().join("; ")
    }

    /// The session that the response starts, as a `Cookie` header.
    pub fn cookie(&self) -> String {
        let cookie = self.header("set-cookie").split(';').next().unwrap();
        assert!(cookie.starts_with("humeur="), "{self:?}");
        cookie.to_owned()
    }
}

/// The date in UTC `ago` days before today.
#[expect(
    clippy::disallowed_methods,
    reason = "the program under test reads the real clock"
)]
pub fn day(ago: u64) -> String {
    let date = chrono::Utc::now().date_naive() - chrono::Days::new(ago);
    date.format("%Y-%m-%d").to_string()
}
