//! The packed function, in AWS's own emulator of Lambda's runtime.

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

/// Longer than any step takes on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The emulator's only address.
const INVOCATIONS: &str = "/2015-03-31/functions/function/invocations";
/// Unpacks as Lambda does, file modes included, which the standard library's own command drops.
const UNPACK: &str = "
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    for info in archive.infolist():
        os.chmod(archive.extract(info, sys.argv[2]), info.external_attr >> 16)
";

/// A function that has not started: the emulator starts it with the first event. Dropping it ends
/// both.
pub struct Function {
    emulator: Child,
    address: SocketAddr,
    output: TempDir,
    _package: Arc<TempDir>,
}

impl Function {
    /// Makes a function with this environment; of the machine's own it has only `PATH`.
    pub fn new(variables: &[(&str, &str)]) -> Self {
        let package = unpacked();
        // Another process may take a free port before the emulator does.
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
            // The emulator is found on this path.
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
        while emulator.try_wait().unwrap().is_none() && since.elapsed() < TIMEOUT {
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

    /// Sends an event, and returns the response of the function, or the emulator's report about it.
    #[track_caller]
    pub fn invoke(&self, event: &Value) -> Value {
        self.invoke_with(event.to_string().as_bytes())
    }

    /// Sends bytes that may not be a valid event.
    #[track_caller]
    pub fn invoke_with(&self, event: &[u8]) -> Value {
        let answer = self.post(event).unwrap_or_else(|error| {
            panic!(
                "the emulator closed the connection ({error}): {}",
                self.log()
            );
        });
        serde_json::from_slice(&answer).unwrap_or_else(|error| {
            let answer = String::from_utf8_lossy(&answer);
            panic!("{error}: {answer}\n{}", self.log())
        })
    }

    /// Expects the function to fail at its start, and returns its output.
    #[track_caller]
    pub fn log_of_failed_start(&self) -> String {
        let answer = self.post(b"{}").unwrap();
        let answer = String::from_utf8_lossy(&answer);
        // The emulator's response is empty; it writes the reason to its own log.
        assert_eq!(answer, "", "the function started: {}", self.log());
        let report = fs::read_to_string(self.output.path().join("emulator")).unwrap();
        assert!(report.contains("Runtime.ExitError"), "{report}");
        self.log_with("humeur: ")
    }

    fn post(&self, event: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        // HTTP/1.0: the response is complete when the connection ends.
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

    /// The output so far: the log in CloudWatch, with the lines that Lambda adds.
    pub fn log(&self) -> String {
        fs::read_to_string(self.output.path().join("log")).unwrap()
    }

    /// The log, once it contains `text`, because it may arrive after the response.
    #[track_caller]
    pub fn log_with(&self, text: &str) -> String {
        let since = Instant::now();
        loop {
            let log = self.log();
            if log.contains(text) {
                return log;
            }
            assert!(since.elapsed() < TIMEOUT, "no {text} in {log}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        // SIGKILL would leave the function running.
        let id = self.emulator.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().ok();
        let since = Instant::now();
        while matches!(self.emulator.try_wait(), Ok(None)) && since.elapsed() < TIMEOUT {
            thread::sleep(Duration::from_millis(10));
        }
        self.emulator.kill().ok();
        self.emulator.wait().ok();
    }
}

/// The unpacked package, shared by concurrent functions and deleted with the last of them.
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

/// An address without a listener.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}
