//! The command line, `doctor`, `user` and `export`.

use std::{
    fs::{self, Permissions},
    io::Write,
    os::unix::fs::PermissionsExt,
    process::{Command, Output, Stdio},
};

use test_kit::process::{Server, day, program, request};

fn run(variables: &[(&str, &str)], arguments: &[&str], input: &str) -> Output {
    let mut command = program(variables);
    command.args(arguments);
    fed(command, input)
}

/// Runs a command with an input.
fn fed(mut command: Command, input: &str) -> Output {
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = process.stdin.take().unwrap();
    // A command that reads no input may have ended already.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    process.wait_with_output().unwrap()
}

fn printed(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr].concat();
    String::from_utf8(text).unwrap()
}

#[test]
fn the_command_line_explains_itself() {
    let version = run(&[], &["--version"], "");
    assert_eq!(
        printed(&version),
        format!("humeur {}\n", env!("CARGO_PKG_VERSION"))
    );
    let help = run(&[], &["--help"], "");
    for command in [
        "serve",
        "backup",
        "restore",
        "doctor",
        "user",
        "HUMEUR_DATA_DIR",
        "Exit status",
    ] {
        assert!(printed(&help).contains(command), "{}", printed(&help));
    }
    let unknown = run(&[], &["sevre"], "");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(printed(&unknown).contains("serve"), "{}", printed(&unknown));
    let bash = run(&[], &["completions", "bash"], "");
    assert!(bash.status.success() && printed(&bash).contains("humeur"));
    let home = tempfile::tempdir().unwrap();
    let pages = home.path().join("man");
    let manual = run(&[], &["manual", pages.to_str().unwrap()], "");
    assert!(manual.status.success(), "{}", printed(&manual));
    for name in [
        "humeur.1",
        "humeur-backup.1",
        "humeur-restore.1",
        "humeur-doctor.1",
    ] {
        let page = fs::read_to_string(pages.join(name)).unwrap();
        assert!(page.contains(".TH"), "{name}: {page}");
    }
}

#[test]
fn serve_is_a_command_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start_by(home.path(), || {
        let mut command = program(&[]);
        command.arg("serve");
        command
    });
    assert_eq!(
        server.send(&request("GET /health", "")).unwrap().status,
        200
    );
    let address = server.address.to_string();
    let health = || run(&[("HUMEUR_ADDR", &address)], &["health"], "");
    assert!(health().status.success(), "{}", printed(&health()));
    server.kill();
    assert_eq!(health().status.code(), Some(1), "{}", printed(&health()));
}

#[test]
fn the_doctor_names_what_is_wrong() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let server = Server::start(home.path(), &[]);
    let address = server.address.to_string();
    let variables = [
        ("HUMEUR_DATA_DIR", data.to_str().unwrap()),
        ("HUMEUR_ADDR", address.as_str()),
    ];
    let doctor = |more: &[(&str, &str)]| {
        let output = run(
            &[&variables[..], more].concat(),
            &["doctor", "--offline"],
            "",
        );
        (output.status.code(), printed(&output))
    };
    let (_, says) = doctor(&[]);
    for line in [
        "ok       data directory:",
        "ok       database:",
        "ok       server: version",
        "ok       public address:",
        "ok       proxy: none",
    ] {
        assert!(says.contains(line), "no {line}: {says}");
    }
    let (_, says) = doctor(&[("HUMEUR_URL", "https://mood.example")]);
    assert!(says.contains("warning  proxy: all clients share"), "{says}");

    let mode = |name: &str, mode| {
        fs::set_permissions(data.join(name), Permissions::from_mode(mode)).unwrap()
    };
    mode("session.key", 0o644);
    let (status, says) = doctor(&[]);
    assert_eq!(status, Some(1), "{says}");
    assert!(
        says.contains("problem  data directory: other users can read session.key"),
        "{says}"
    );
    mode("session.key", 0o600);
    mode("", 0o755);
    let (_, says) = doctor(&[]);
    assert!(
        says.contains("warning  data directory: other users can list"),
        "{says}"
    );
    mode("", 0o700);
    server.kill();
    let key = data.join("session.key");
    fs::rename(&key, home.path().join("key")).unwrap();
    let (status, says) = doctor(&[]);
    assert_eq!(status, Some(1), "{says}");
    assert!(says.contains("no session.key"), "{says}");
    assert!(
        says.contains("problem  server: no server answers"),
        "{says}"
    );
    fs::rename(home.path().join("key"), key).unwrap();
    let database = data.join("humeur.db");
    fs::rename(&database, home.path().join("database")).unwrap();
    let (_, says) = doctor(&[]);
    assert!(says.contains("humeur restore --replace"), "{says}");
    fs::rename(home.path().join("database"), database).unwrap();
    // The write-ahead log has pages that would replace those of the file.
    let _ = fs::remove_file(data.join("humeur.db-wal"));
    fs::write(data.join("humeur.db"), "no database").unwrap();
    let (_, says) = doctor(&[]);
    assert!(says.contains("problem  database:"), "{says}");
    let (status, says) = doctor(&[("HUMEUR_LOG", "loud")]);
    assert_eq!(status, Some(1));
    assert!(says.contains("HUMEUR_LOG must be"), "{says}");
}

#[test]
fn an_operator_invites_users_without_naming_them_in_a_command() {
    let home = tempfile::tempdir().unwrap();
    let key = ("HUMEUR_OPERATOR_KEY", "0123456789abcdef0123456789abcdef");
    let server = Server::start(home.path(), &[key]);
    let address = server.address.to_string();
    let variables = [key, ("HUMEUR_ADDR", address.as_str())];
    let user = |command: &str, input: &str| {
        let output = run(&variables, &["user", command], input);
        (output.status.code(), printed(&output))
    };
    let (status, says) = user("add", "ada@example.org\nAda Lovelace\n");
    assert_eq!(status, Some(0), "{says}");
    let link = says.lines().last().unwrap();
    assert!(
        says.contains("Ada Lovelace") && link.starts_with("http://"),
        "{says}"
    );
    let (status, says) = user("find", "ADA@example.org\n");
    assert_eq!(status, Some(0), "{says}");
    assert!(says.trim().ends_with(" Ada Lovelace"), "{says}");
    let (status, says) = user("invite", "ada@example.org\n");
    assert!(
        status == Some(0) && says.lines().last() != Some(link),
        "{says}"
    );
    for (command, input, expected) in [
        (
            "add",
            "ada@example.org\nAda\n",
            "A user has this e-mail address",
        ),
        (
            "find",
            "eve@example.org\n",
            "No user has this e-mail address",
        ),
        ("add", "ada\nAda\n", "email must be"),
        ("add", "bob@example.org\n", "Name is missing"),
        ("find", "", "E-mail address is missing"),
    ] {
        let (status, says) = user(command, input);
        assert_eq!(status, Some(1), "{says}");
        assert!(says.contains(expected), "{says}");
        assert_eq!(says.trim().lines().count(), 1, "{says}");
    }
    let other = ("HUMEUR_OPERATOR_KEY", "fedcba9876543210fedcba9876543210");
    let refused = run(
        &[other, variables[1]],
        &["user", "find"],
        "ada@example.org\n",
    );
    assert!(
        printed(&refused).contains("does not accept this HUMEUR_OPERATOR_KEY"),
        "{}",
        printed(&refused)
    );
    let unset = run(&variables[1..], &["user", "find"], "ada@example.org\n");
    assert!(
        printed(&unset).contains("HUMEUR_OPERATOR_KEY is not set"),
        "{}",
        printed(&unset)
    );
}

#[test]
fn a_journal_is_exported_by_its_key() {
    let home = tempfile::tempdir().unwrap();
    let key = ("HUMEUR_OPERATOR_KEY", "0123456789abcdef0123456789abcdef");
    let server = Server::start(home.path(), &[key]);
    let address = server.address.to_string();
    let variables = [key, ("HUMEUR_ADDR", address.as_str())];
    let invited = printed(&run(&variables, &["user", "add"], "ada@example.org\nAda\n"));
    let token = invited.trim().split_once("token=").unwrap().1;
    let post = |cookie: &str, path: &str, body: &str| {
        let head = format!("POST {path}\nContent-Type: application/json\nCookie: {cookie}");
        let reply = server.send(&request(&head, body)).unwrap();
        assert_eq!(reply.status, 200, "{reply:?}");
        reply
    };
    let anonymous = server.send(&request("GET /health", "")).unwrap().cookie();
    let body = format!(r#"{{"token":"{token}"}}"#);
    let account = post(&anonymous, "/auth/invitation", &body).cookies();
    let note = format!(r#"{{"day":"{}","mood":"good","note":"exported"}}"#, day(0));
    post(&account, "/mood", &note);
    let created = post(&account, "/keys", r#"{"name":"Back-up","scope":"read"}"#);
    let created: serde_json::Value = serde_json::from_str(&created.body).unwrap();
    let secret = format!("{}\n", created["secret"].as_str().unwrap());

    let export = |name: &str, key: &str| {
        let path = home.path().join(name);
        let output = run(&variables, &["export", path.to_str().unwrap()], key);
        (output.status.code(), printed(&output))
    };
    let (status, says) = export("journal.json", &secret);
    assert_eq!(status, Some(0), "{says}");
    let file = home.path().join("journal.json");
    assert!(fs::read_to_string(&file).unwrap().contains("exported"));
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let (status, says) = export("journal.zip", &secret);
    assert_eq!(status, Some(0), "{says}");
    assert!(
        fs::read(home.path().join("journal.zip"))
            .unwrap()
            .starts_with(b"PK")
    );
    for (name, key, expected) in [
        ("journal.json", &*secret, "exists already"),
        ("journal.docx", &*secret, "an unknown extension"),
        ("other.json", "", "API key is missing"),
        ("other.json", "humeur_wrong\n", "API key is not valid"),
    ] {
        let (status, says) = export(name, key);
        assert_eq!(status, Some(1), "{says}");
        assert!(
            says.contains(expected) && !says.contains(secret.trim()),
            "{says}"
        );
    }
    assert!(!home.path().join("other.json").exists());

    // On a full disk, simulated by a limit on the size of files, no partial file stays.
    let mut limited = Command::new("/bin/sh");
    let script = "trap '' XFSZ; ulimit -S -f 0; exec \"$0\" export \"$1\"";
    limited
        .env_clear()
        .envs(variables)
        .args(["-c", script, env!("CARGO_BIN_EXE_server")])
        .arg(home.path().join("part.zip"));
    let output = fed(limited, &secret);
    let says = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{says}");
    assert!(says.contains("can't be written"), "{says}");
    let entries = fs::read_dir(home.path()).unwrap();
    let mut names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(!names.any(|name| name.starts_with("part") || name.ends_with(".tmp")));
}
