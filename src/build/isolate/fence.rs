//! A fence around a worker process: it reads the files that it is given, and nothing else.
//!
//! Two parts of Linux do this. Landlock lets the process open files for reading in the folders that are named, and no
//! others. A filter of system calls (seccomp) allows those that reading, computing and answering take: there is no network,
//! no file is opened for writing or changed, no program is started, and no other process is touched. Neither can be taken
//! down again. Other systems, and kernels without these parts, have no fence or half of one, which is said.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// The parts of the fence that stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fence {
    /// No file opens but those in the folders that were named.
    pub(super) files: bool,
    /// There is no network, no writing and no other process.
    pub(super) calls: bool,
}

impl Fence {
    /// Says what is not fenced in; `None` if everything is.
    pub(crate) fn missing(self) -> Option<&'static str> {
        match (self.files, self.calls) {
            (true, true) => None,
            (false, true) => Some(
                "note: this system has no Landlock, so that worker processes can read every file that you can; they have no network",
            ),
            (true, false) => Some(
                "note: this system has no filter for system calls, so that worker processes have a network; they can read only \
                 the explainers' folders",
            ),
            (false, false) => Some(
                "note: this system has no fence for worker processes (Landlock and seccomp, of Linux): a worker can do what you can",
            ),
        }
    }
}

/// Names what this system can't fence in of a worker process; `None` if nothing is missing.
pub fn sandbox_gap() -> Option<&'static str> {
    let nothing: [&Path; 0] = [];
    // The fence stays around the thread that raises it.
    let raised = std::thread::spawn(move || raise(&nothing)).join();
    raised.unwrap_or(Fence { files: false, calls: false }).missing()
}

/// Fences in the calling thread, and those that it starts from now on: only files in these folders can be read.
pub(super) fn raise(folders: &[impl AsRef<Path>]) -> Fence {
    Fence { files: system::files(folders), calls: system::calls() }
}

#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
))]
mod system {
    use std::{collections::BTreeMap, path::Path};

    use landlock::{
        ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
        RulesetStatus, Scope, path_beneath_rules,
    };
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule, TargetArch,
    };

    /// The rights that Landlock is asked to take away; a kernel that knows fewer takes those.
    const RIGHTS: ABI = ABI::V6;

    /// System calls that take no rights which the fence is to keep back.
    const ALLOWED: &[i64] = &[
        // Files that are open, or that Landlock let open.
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_pread64,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_lseek,
        libc::SYS_close,
        libc::SYS_close_range,
        libc::SYS_dup,
        libc::SYS_fcntl,
        libc::SYS_fstat,
        libc::SYS_newfstatat,
        libc::SYS_statx,
        libc::SYS_statfs,
        libc::SYS_fstatfs,
        libc::SYS_faccessat,
        libc::SYS_faccessat2,
        libc::SYS_readlinkat,
        libc::SYS_getdents64,
        libc::SYS_getcwd,
        libc::SYS_fadvise64,
        libc::SYS_ppoll,
        // Memory.
        libc::SYS_brk,
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_mincore,
        libc::SYS_membarrier,
        // Threads, time and signals of this process.
        libc::SYS_futex,
        libc::SYS_set_robust_list,
        libc::SYS_get_robust_list,
        libc::SYS_set_tid_address,
        libc::SYS_rseq,
        libc::SYS_gettid,
        libc::SYS_getpid,
        libc::SYS_getuid,
        libc::SYS_geteuid,
        libc::SYS_getgid,
        libc::SYS_getegid,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_getcpu,
        libc::SYS_prctl,
        libc::SYS_getrusage,
        libc::SYS_sysinfo,
        libc::SYS_uname,
        libc::SYS_clock_gettime,
        libc::SYS_clock_getres,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_gettimeofday,
        libc::SYS_getrandom,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    /// The same under the names that only the oldest of these machines has.
    #[cfg(target_arch = "x86_64")]
    const OLD: &[i64] = &[
        libc::SYS_stat,
        libc::SYS_lstat,
        libc::SYS_access,
        libc::SYS_readlink,
        libc::SYS_poll,
        libc::SYS_arch_prctl,
        libc::SYS_time,
    ];
    #[cfg(not(target_arch = "x86_64"))]
    const OLD: &[i64] = &[];

    /// What an open file must not be opened for.
    const WRITING: i32 = libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC | libc::O_APPEND;

    /// True if Landlock now keeps files back.
    pub(super) fn files(folders: &[impl AsRef<Path>]) -> bool {
        let raise = || -> Result<bool, RulesetError> {
            let reading = AccessFs::ReadFile | AccessFs::ReadDir;
            let status = Ruleset::default()
                .handle_access(AccessFs::from_all(RIGHTS))?
                .handle_access(AccessNet::from_all(RIGHTS))?
                .scope(Scope::from_all(RIGHTS))?
                .create()?
                .add_rules(path_beneath_rules(folders, reading))?
                .restrict_self()?;
            Ok(status.ruleset != RulesetStatus::NotEnforced)
        };
        raise().unwrap_or_default()
    }

    /// True if only the system calls pass that are allowed. Others fail as if the kernel did not have them.
    pub(super) fn calls() -> bool {
        let raise = || -> Result<(), Box<dyn std::error::Error>> {
            let bits =
                |argument, mask: i32, value: i32| -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
                    let operator = SeccompCmpOp::MaskedEq(u64::from(mask.cast_unsigned()));
                    let value = u64::from(value.cast_unsigned());
                    let condition =
                        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)?;
                    Ok(vec![SeccompRule::new(vec![condition])?])
                };
            let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
                ALLOWED.iter().chain(OLD).map(|call| (*call, Vec::new())).collect();
            rules.insert(libc::SYS_openat, bits(2, WRITING, 0)?);
            #[cfg(target_arch = "x86_64")]
            rules.insert(libc::SYS_open, bits(1, WRITING, 0)?);
            // Threads, but no processes. What `clone3` would start can't be seen; without it, the system's library takes this.
            rules.insert(libc::SYS_clone, bits(0, libc::CLONE_THREAD, libc::CLONE_THREAD)?);
            // Signals to this process, as when it aborts; limits are asked for, never set.
            rules.insert(libc::SYS_tgkill, bits(0, -1, std::process::id().cast_signed())?);
            let none = SeccompCondition::new(2, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, 0)?;
            rules.insert(libc::SYS_prlimit64, vec![SeccompRule::new(vec![none])?]);
            // Whether standard output is a terminal, and nothing else.
            rules.insert(libc::SYS_ioctl, bits(1, -1, 0x5401)?);
            let no = SeccompAction::Errno(libc::ENOSYS.cast_unsigned());
            let machine = TargetArch::try_from(std::env::consts::ARCH)?;
            let filter = SeccompFilter::new(rules, no, SeccompAction::Allow, machine)?;
            Ok(seccompiler::apply_filter(&BpfProgram::try_from(filter)?)?)
        };
        raise().is_ok()
    }
}

#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
)))]
mod system {
    use std::path::Path;

    pub(super) fn files(_: &[impl AsRef<Path>]) -> bool {
        false
    }

    pub(super) fn calls() -> bool {
        false
    }
}

#[cfg(all(
    test,
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
))]
#[path = "fence_tests.rs"]
mod tests;
