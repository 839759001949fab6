//! The shard of a build that `--shard` names: itself, or by what schedulers of arrays say to their tasks.

use crate::cli::exit::CommandError;
use pressroom_build::Shard;

/// Reads `I/N`; nothing stands for the environment.
///
/// # Errors
/// It names no shard; the error says what was expected.
pub(super) fn read_shard(text: &str) -> Result<Shard, CommandError> {
    if !text.is_empty() {
        return text.parse().map_err(|expected| CommandError::usage(format!("--shard {text}: {expected}")));
    }
    from_tasks(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

/// The shard of this task. `variable` gives a variable of the environment.
fn from_tasks(variable: impl Fn(&str) -> Option<String>) -> Result<Shard, CommandError> {
    // The task's number, how many there are, and the number of the first.
    let schedulers = [
        ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", None),
        ("AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", None),
        ("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", Some("SLURM_ARRAY_TASK_MIN")),
    ];
    for (index, count, first) in schedulers {
        let Some(task) = variable(index) else { continue };
        let first = first.and_then(&variable).unwrap_or_else(|| "0".to_owned());
        let tasks = variable(count).ok_or_else(|| {
            CommandError::usage(format!(
                "--shard: {index} is set, but not {count}: how many tasks are there?"
            ))
        })?;
        let number = |text: &str| text.parse::<u32>().ok();
        let shard =
            (|| Shard::new(number(&task)?.checked_sub(number(&first)?)?.checked_add(1)?, number(&tasks)?))();
        return shard.ok_or_else(|| {
            CommandError::usage(format!(
                "--shard: {index} is {task} and {count} is {tasks}, which is no shard"
            ))
        });
    }
    let names = schedulers.map(|(index, _, _)| index).join(", ");
    Err(CommandError::usage(format!("--shard: say which, such as --shard 1/4; none of {names} is set")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard_in(variables: &[(&str, &str)]) -> Result<String, CommandError> {
        let known = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        from_tasks(known).map(|shard| shard.to_string())
    }

    #[test]
    fn tasks_of_arrays_have_shards() {
        assert_eq!(shard_in(&[("JOB_COMPLETION_INDEX", "0"), ("JOB_COMPLETIONS", "4")]).unwrap(), "1/4");
        assert_eq!(
            shard_in(&[("AWS_BATCH_JOB_ARRAY_INDEX", "3"), ("AWS_BATCH_JOB_ARRAY_SIZE", "4")]).unwrap(),
            "4/4"
        );
        let slurm =
            [("SLURM_ARRAY_TASK_ID", "7"), ("SLURM_ARRAY_TASK_COUNT", "3"), ("SLURM_ARRAY_TASK_MIN", "5")];
        assert_eq!(shard_in(&slurm).unwrap(), "3/3");
        assert!(shard_in(&slurm[..2]).unwrap_err().to_string().contains("no shard"));
        assert!(
            shard_in(&[("JOB_COMPLETION_INDEX", "0")]).unwrap_err().to_string().contains("JOB_COMPLETIONS")
        );
        assert!(shard_in(&[]).unwrap_err().to_string().contains("--shard 1/4"));
        assert!(read_shard("5/4").unwrap_err().to_string().starts_with("--shard 5/4: expected I/N"));
    }
}
