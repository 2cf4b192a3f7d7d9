//! The function as it is packed, in AWS's own emulator of Lambda's runtime.

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError, Weak},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// The one address of the emulator.
const INVOCATIONS: &str = "/2015-03-31/functions/function/invocations";
/// Unpacks as Lambda does, rights included; the standard library's own command
/// leaves those out.
const UNPACK: &str = "
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    for info in archive.infolist():
        os.chmod(archive.extract(info, sys.argv[2]), info.external_attr >> 16)
";

/// A function that has not begun: the emulator starts it with the first event.
/// Dropping it ends both.
pub struct Function {
    emulator: Child,
    address: SocketAddr,
    output: TempDir,
    _package: Arc<TempDir>,
}

impl Function {
    /// Makes a function with this environment, and of this machine's nothing but `PATH`.
    pub fn new(variables: &[(&str, &str)]) -> Self {
        let package = unpacked();
        // Somebody else may take a free port before the emulator does.
        (0..3)
            .find_map(|_| Self::try_new(variables, &package))
            .expect("the emulator starts on two of six free ports")
    }

    fn try_new(variables: &[(&str, &str)], package: &Arc<TempDir>) -> Option<Self> {
        let (address, runtime) = (free_address(), free_address());
        let output = tempfile::tempdir().unwrap();
        let mut emulator = Command::new("aws-lambda-rie")
            .args(["--runtime-interface-emulator-address", &address.to_string()])
            .args(["--runtime-api-address", &runtime.to_string()])
            .arg(package.path().join("bootstrap"))
            .arg("handler")
            .env_clear()
            // Where the emulator itself is found.
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(File::create(output.path().join("log")).unwrap())
            .stderr(File::create(output.path().join("emulator")).unwrap())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "aws-lambda-rie, the emulator of AWS Lambda, can't be started ({error}): run \
                     `make test-lambda`, which installs it (on Linux)"
                )
            });
        let since = Instant::now();
        while emulator.try_wait().unwrap().is_none() && since.elapsed() < PATIENCE {
            if TcpStream::connect(address).is_ok() {
                return Some(Self {
                    emulator,
                    address,
                    output,
                    _package: Arc::clone(package),
                });
            }
            thread::sleep(Duration::from_millis(10));
        }
        emulator.kill().ok();
        emulator.wait().ok();
        None
    }

    /// Sends an event, and returns what the function, or the emulator about it,
    /// answers.
    #[track_caller]
    pub fn invoke(&self, event: &Value) -> Value {
        self.invoke_with(event.to_string().as_bytes())
    }

    /// The same with bytes that may be no event at all.
    #[track_caller]
    pub fn invoke_with(&self, event: &[u8]) -> Value {
        let answer = self.post(event).unwrap_or_else(|error| {
            panic!("the emulator breaks off ({error}): {}", self.log());
        });
        serde_json::from_slice(&answer).unwrap_or_else(|error| {
            let answer = String::from_utf8_lossy(&answer);
            panic!("{error}: {answer}\n{}", self.log())
        })
    }

    /// Lets it start where it can't, and returns what it has printed by then.
    #[track_caller]
    pub fn log_of_failed_start(&self) -> String {
        let answer = self.post(b"{}").unwrap();
        let answer = String::from_utf8_lossy(&answer);
        // The emulator answers with nothing, and tells why in a log of its own.
        assert_eq!(answer, "", "it starts: {}", self.log());
        let told = fs::read_to_string(self.output.path().join("emulator")).unwrap();
        assert!(told.contains("Runtime.ExitError"), "{told}");
        self.log_with("humeur: ")
    }

    fn post(&self, event: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        // HTTP/1.0: the answer comes in one piece, and its end is the connection's.
        write!(
            stream,
            "POST {INVOCATIONS} HTTP/1.0\r\nContent-Length: {}\r\n\r\n",
            event.len()
        )?;
        stream.write_all(event)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let head = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let body = head.map_or(answer.len(), |at| at + 4);
        Ok(answer.split_off(body))
    }

    /// What it has printed so far, which is its log in CloudWatch; with the
    /// lines that Lambda adds.
    pub fn log(&self) -> String {
        fs::read_to_string(self.output.path().join("log")).unwrap()
    }

    /// The log once it holds `text`: it comes after the answer.
    #[track_caller]
    pub fn log_with(&self, text: &str) -> String {
        let since = Instant::now();
        loop {
            let log = self.log();
            if log.contains(text) {
                return log;
            }
            assert!(since.elapsed() < PATIENCE, "no {text} in {log}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        // Killed at once, it would leave the function behind.
        let id = self.emulator.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().ok();
        let since = Instant::now();
        while matches!(self.emulator.try_wait(), Ok(None)) && since.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(10));
        }
        self.emulator.kill().ok();
        self.emulator.wait().ok();
    }
}

/// The package, unpacked: shared by the functions that there are at a time,
/// and removed by the last.
fn unpacked() -> Arc<TempDir> {
    static UNPACKED: Mutex<Weak<TempDir>> = Mutex::new(Weak::new());
    let mut unpacked = UNPACKED.lock().unwrap_or_else(PoisonError::into_inner);
    unpacked.upgrade().unwrap_or_else(|| {
        let package = Arc::new(unpack(&zip()));
        *unpacked = Arc::downgrade(&package);
        package
    })
}

fn zip() -> PathBuf {
    let zip = std::env::var_os("HUMEUR_LAMBDA_ZIP")
        .expect("HUMEUR_LAMBDA_ZIP must be the function's package: run `make test-lambda`, which builds it and says where it is");
    let zip = PathBuf::from(zip);
    assert!(
        zip.is_file(),
        "HUMEUR_LAMBDA_ZIP is {}, where there is no file: run `make test-lambda`, which builds it",
        zip.display()
    );
    zip
}

fn unpack(zip: &Path) -> TempDir {
    let package = tempfile::tempdir().unwrap();
    let status = Command::new("python3")
        .args(["-c", UNPACK])
        .args([zip, package.path()])
        .status()
        .unwrap();
    assert!(status.success(), "{} can't be unpacked", zip.display());
    package
}

/// Where nobody listens.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}
