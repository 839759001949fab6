//! `pressroom send`.

use std::{
    cell::Cell,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use indicatif::ProgressBar;

use crate::cli::{
    args::{self, MessageFormat},
    exit::{CommandError, CommandResult, ExitStatus},
    project::{CONFIGURATION, Project},
    terminal::{
        escape_control, print, print_error, print_status,
        printer::{Printer, progress_bar},
    },
};
use pressroom_config::{Security, Smtp};
use pressroom_diagnostics::{DiagnosticReport, counted, nearest};
use pressroom_document::Status;
use pressroom_files::disk;
use pressroom_mail::{
    Again, DeliveryStatus, Job, Journal, JournalError, Newsletter, Observer, Outcome, Plan, Recipient,
    Recipients, Server, Stop, TokenKey, deliver, read_sender, read_token_key,
};

/// How the file of a newsletter ends.
const EML: &str = "eml";
/// The folder of journals, beside the configuration.
const SENT: &str = "sent";
/// How many addresses are shown of each kind; the journal holds them all.
const SHOWN: usize = 20;

/// Everything that is known before anything is sent.
struct Prepared {
    newsletter: Newsletter,
    recipients: Recipients,
    smtp: Smtp,
    server: Server,
    from: Recipient,
    key: Option<TokenKey>,
    journal: PathBuf,
}

/// Sends a newsletter.
pub(super) fn send(arguments: &args::Send) -> CommandResult {
    let prepared = prepare(arguments)?;
    let message = &prepared.newsletter.message_id;
    let refused = |error: JournalError| CommandError::disk(error.to_string());
    if arguments.dry_run {
        let past = Journal::peek(&prepared.journal, message).map_err(refused)?;
        let plan = Plan::new(prepared.recipients.all(), &past, choose_again(arguments));
        print(&describe_rehearsal(&prepared, &plan));
        return Ok(ExitStatus::Done);
    }
    let (mut journal, past) = Journal::open(&prepared.journal, message).map_err(refused)?;
    let mut plan = Plan::new(prepared.recipients.all(), &past, choose_again(arguments));
    let job = Job {
        server: &prepared.server,
        newsletter: &prepared.newsletter,
        from: &prepared.from,
        key: prepared.key.as_ref(),
        to: std::mem::take(&mut plan.to),
    };
    print_status(&describe_earlier(&plan, prepared.recipients.all().len()));
    let progress = Progress(progress_bar(job.to.len(), "readers"));
    let outcome = deliver(&job, &mut journal, &progress);
    progress.0.finish_and_clear();
    if let Some(Stop::NotAllowed(message) | Stop::Unreachable(message) | Stop::Disk(message)) = &outcome.stop
    {
        print_error(message);
    }
    print_status(&summarize(&outcome, &plan, journal.path()));
    Ok(match outcome.stop {
        Some(Stop::NotAllowed(_)) => ExitStatus::WrongUsage,
        Some(Stop::Unreachable(_) | Stop::Disk(_)) => ExitStatus::Disk,
        None if outcome.refused + outcome.put_off + outcome.in_doubt > 0 => ExitStatus::FoundErrors,
        None if plan.refused.len() + plan.in_doubt.len() + plan.another.len() > 0 => ExitStatus::FoundErrors,
        None => ExitStatus::Done,
    })
}

fn choose_again(arguments: &args::Send) -> Again {
    Again {
        in_doubt: arguments.resend_in_doubt,
        refused: arguments.retry_refused,
        another: arguments.new_version,
    }
}

/// Reads and checks everything. The error has all that is wrong.
fn prepare(arguments: &args::Send) -> Result<Prepared, CommandError> {
    let printer = Printer::new(MessageFormat::Human);
    let project = Project::open(arguments.config.as_deref(), &printer, &args::Strictness::default())?;
    let path = newsletter_path(&arguments.newsletter, &arguments.out);
    let is_draft = is_draft(&path)?;
    let of_disk = Cell::new(false);
    check(arguments, &project, &printer, (&path, is_draft), &of_disk)
        .map_err(|wrong| CommandError::new(ExitStatus::of_cause(of_disk.get()), wrong))
}

/// Checks all that is to be sent. What the disk does not give is noted.
fn check(
    arguments: &args::Send,
    project: &Project,
    printer: &Printer,
    (path, is_draft): (&Path, bool),
    of_disk: &Cell<bool>,
) -> Result<Prepared, Vec<String>> {
    let mut wrong = Vec::new();
    let mut push = |message: String| wrong.push(message);
    if is_draft {
        let shown = path.display();
        push(format!("{shown} is of a draft, which is not sent: remove `draft: true` and build it again"));
    }
    let newsletter = Newsletter::read(path).map_err(|error| {
        of_disk.set(of_disk.get() || disk::is_of_disk(&error));
        push(unreadable(path, &arguments.out, &error));
    });
    let (recipients, listed) = read_recipients(arguments, printer, &mut push, of_disk);
    let configured = project.configuration.smtp.clone().map(|smtp| match arguments.rate {
        Some(rate) => smtp.at_rate(rate),
        None => smtp,
    });
    let Some(smtp) = configured else {
        let name = arguments.config.as_deref().unwrap_or(Path::new(CONFIGURATION)).display();
        push(format!("there is no [smtp] in {name}: it names the server, host = \"mail.example.org\""));
        return Err(wrong);
    };
    let server = Server::new(smtp.clone(), &project.home).map_err(|error| push(error.to_string()));
    let (Ok(newsletter), Ok(server)) = (newsletter, server) else { return Err(wrong) };
    let from = read_sender(&smtp, &newsletter).map_err(|error| push(error.to_string()));
    let key = read_token_key(&smtp, &newsletter, &project.home).map_err(|error| push(error.to_string()));
    let (Ok(from), Ok(key), true) = (from, key, listed && wrong.is_empty()) else { return Err(wrong) };
    let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
    let journal = arguments.journal.clone();
    let journal = journal.unwrap_or_else(|| project.home.join(SENT).join(format!("{name}.journal")));
    Ok(Prepared { newsletter, recipients, smtp, server, from, key, journal })
}

/// The newsletter's file: a path as it is, a slug in the folder of editions.
fn newsletter_path(newsletter: &str, out: &Path) -> PathBuf {
    let path = Path::new(newsletter);
    let is_path = path.components().count() > 1 || path.extension().is_some_and(|extension| extension == EML);
    if is_path { path.to_owned() } else { out.join(newsletter).join(format!("{newsletter}.{EML}")) }
}

/// Tells whether a newsletter is of a draft, by the manifest of the folder that it was built into.
///
/// # Errors
/// The disk can't tell.
fn is_draft(path: &Path) -> Result<bool, CommandError> {
    let slug = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let out = path.parent().and_then(Path::parent);
    let Some(out) = out else { return Ok(false) };
    let failed = |error| {
        CommandError::disk(format!("whether {} is of a draft can't be read: {error}", path.display()))
    };
    pressroom_manifest::is_draft_in(out, &slug).map_err(failed)
}

fn unreadable(path: &Path, out: &Path, error: &io::Error) -> String {
    let shown = path.display();
    if error.kind() == io::ErrorKind::InvalidData {
        return format!("{shown} can't be sent: {error}");
    }
    if error.kind() != io::ErrorKind::NotFound {
        return format!("{shown} can't be read: {error}");
    }
    let asked = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    if let Some(status) =
        pressroom_manifest::find_status(out, &asked).filter(|status| *status != Status::Usable)
    {
        let status = if status == Status::Withheld { "withheld" } else { "canceled" };
        return format!("`{asked}` is {status}: it must not be used, and there is no newsletter of it");
    }
    // What can't be listed is not offered.
    let folders = disk::entries(out).unwrap_or_default().into_iter();
    let slugs: Vec<String> = folders.map(|entry| entry.name.to_string_lossy().into_owned()).collect();
    match nearest(&asked, slugs.iter().map(String::as_str)).filter(|slug| **slug != *asked) {
        Some(slug) => format!("there is no {shown}; did you mean {slug}?"),
        None => format!(
            "there is no {shown}; `pressroom build --to email` makes it, unless the explainer is withheld, \
             canceled or embargoed"
        ),
    }
}

/// Everybody of `--to` and `--list`; false where something in the list is wrong, which was said at its line.
fn read_recipients(
    arguments: &args::Send,
    printer: &Printer,
    push: &mut impl FnMut(String),
    of_disk: &Cell<bool>,
) -> (Recipients, bool) {
    let mut recipients = Recipients::default();
    let mut fine = true;
    for text in &arguments.to {
        match Recipient::parse(text.trim()) {
            Ok(recipient) => recipients.add(recipient),
            Err(wrong) => push(format!("`{text}` in --to {wrong}")),
        }
    }
    if let Some(list) = &arguments.list {
        match recipients.read_list(list) {
            Ok((source, found)) => {
                let report = DiagnosticReport::new(source, found);
                printer.show(&report);
                fine = report.errors() == 0;
                if !fine {
                    let lines = counted(report.errors(), "wrong line");
                    push(format!("the list has {lines}; nothing was sent"));
                }
            }
            Err(error) => {
                of_disk.set(of_disk.get() || disk::is_of_disk(&error));
                push(format!("{} can't be read: {error}", list.display()));
            }
        }
    }
    if fine && recipients.all().is_empty() && arguments.to.is_empty() {
        push("there is no address in the list".to_owned());
    }
    (recipients, fine)
}

/// Shows how a run goes.
struct Progress(ProgressBar);

impl Progress {
    fn say(&self, text: &str) {
        self.0.suspend(|| print_status(&(escape_control(text) + "\n")));
    }
}

impl Observer for Progress {
    fn reader(&self, recipient: &Recipient, status: &DeliveryStatus) {
        match status {
            DeliveryStatus::Sent => {}
            DeliveryStatus::Refused(words) => self.say(&format!("refused: {recipient}: {words}")),
            DeliveryStatus::PutOff(words) => self.say(&format!("put off: {recipient}: {words}")),
            DeliveryStatus::InDoubt(why) => self.say(&format!("in doubt: {recipient}: {why}")),
        }
        self.0.inc(1);
    }

    fn waits(&self, why: &str, time: Duration) {
        self.say(&format!("{why}; going on in {}", counted(time.as_secs().max(1), "second")));
    }
}

/// What `--dry-run` says.
fn describe_rehearsal(prepared: &Prepared, plan: &Plan<'_>) -> String {
    let Prepared { newsletter, smtp, server, from, .. } = prepared;
    let protection = match smtp.security {
        Security::StartTls => "STARTTLS",
        Security::Tls => "TLS",
        Security::None => "not encrypted",
    };
    let user = smtp.login.as_ref().map_or_else(String::new, |(user, _)| format!(", as {user}"));
    let readers = counted(plan.to.len(), "reader");
    let mut out = format!("Subject: {}\nFrom: {}\n", newsletter.subject, newsletter.from);
    if *from != newsletter.from {
        out.push_str(&format!("Failures go to: {from}\n"));
    }
    out.push_str(&format!("Through: {} ({protection}){user}\n", server.name()));
    out.push_str(&format!("To: {readers}{}\n", names(&plan.to, 5)));
    if prepared.recipients.repeated > 0 {
        out.push_str(&format!("Named more than once: {}\n", prepared.recipients.repeated));
    }
    out.push_str(&describe_earlier(plan, prepared.recipients.all().len()));
    out.push_str(&format!("Journal: {}\nNothing was sent.\n", prepared.journal.display()));
    escape_control(&out)
}

/// ": a@example.org, b@example.org and 7 more"
fn names(all: &[&Recipient], shown: usize) -> String {
    let names: Vec<&str> = all.iter().take(shown).map(|recipient| recipient.as_str()).collect();
    match (names.is_empty(), all.len() - names.len()) {
        (true, _) => String::new(),
        (false, 0) => format!(": {}", names.join(", ")),
        (false, more) => format!(": {} and {more} more", names.join(", ")),
    }
}

/// What earlier runs left, if there were any.
fn describe_earlier(plan: &Plan<'_>, all: usize) -> String {
    let mut out = String::new();
    if plan.sent > 0 {
        out.push_str(&format!("Sent in an earlier run: {} of {all}\n", plan.sent));
    }
    if !plan.another.is_empty() {
        let number = plan.another.len();
        out.push_str(&format!(
            "Have another version of it: {number} of {all}\n  It was built anew since it was sent to them. \
             --new-version sends them this one, too.\n"
        ));
    }
    if !plan.in_doubt.is_empty() {
        let (number, names) = (plan.in_doubt.len(), names(&plan.in_doubt, SHOWN));
        out.push_str(&format!(
            "In doubt since an earlier run: {number}{names}\n  They have it or not: the run ended while it was on its \
             way. --resend-in-doubt sends it again.\n"
        ));
    }
    if !plan.refused.is_empty() {
        let number = plan.refused.len();
        out.push_str(&format!("Refused in an earlier run: {number}; --retry-refused tries again\n"));
        for (recipient, words) in plan.refused.iter().take(SHOWN) {
            out.push_str(&format!("  {recipient}: {words}\n"));
        }
        if number > SHOWN {
            out.push_str(&format!("  and {} more\n", number - SHOWN));
        }
    }
    escape_control(&out)
}

/// "998 sent, 1 refused, 1 in doubt"
fn summarize(outcome: &Outcome, plan: &Plan<'_>, journal: &Path) -> String {
    let mut parts = vec![format!("{} sent", outcome.sent)];
    for (number, what) in [
        (plan.sent, "sent earlier"),
        (plan.another.len(), "with another version"),
        (outcome.refused + plan.refused.len(), "refused"),
        (outcome.put_off, "put off too often"),
        (outcome.in_doubt + plan.in_doubt.len(), "in doubt"),
        (outcome.left, "not sent yet"),
    ] {
        if number > 0 {
            parts.push(format!("{number} {what}"));
        }
    }
    let mut out = parts.join(", ") + "\n";
    if outcome.left + outcome.put_off > 0 {
        out.push_str("The same command goes on where this run ended.\n");
    }
    if outcome.in_doubt > 0 {
        out.push_str(&format!(
            "Who is in doubt has it or not; {} says who, --resend-in-doubt sends it again.\n",
            journal.display()
        ));
    }
    escape_control(&out)
}
