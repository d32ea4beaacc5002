//! Priya's story, the same in every language: `cargo run --example story`.

use prm_core::{
    Action, Executor, FeedLine, Input, Lines, Playbook, Relationship, STARTER, Timestamp,
};

#[expect(clippy::print_stdout, reason = "it tells a story")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/story/facts.jsonl");
    let text = std::fs::read_to_string(path)?;
    let mut feed =
        FeedLine::parse_lines(&text).collect::<Result<Vec<_>, _>>()?.into_iter().peekable();
    let playbook = Playbook::compile(STARTER)?;
    let mut priya = Relationship::new("priya", "a secret of this practice")?;
    let mut lines = Lines::new();
    let until: Timestamp = "2026-04-01T00:00:00Z".parse()?;
    loop {
        // What comes next: a line of the feed, or the instant at which the core wants to be asked.
        let wake = priya.wake().map(|wake| wake.at).filter(|at| *at < until);
        let heard = feed.next_if(|line| wake.is_none_or(|at| line.received <= at));
        let Some(now) = heard.as_ref().map(|line| line.received).or(wake) else { break };
        let facts = match heard {
            Some(FeedLine { reply: Some(reply), .. }) => playbook.route(&mut lines, &reply).facts,
            Some(FeedLine { fact, .. }) => fact.into_iter().collect(),
            None => vec![],
        };
        let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
        let outcome = playbook.step(&mut priya, input)?;
        let (date, time) = playbook.zone_of(&priya, now).local(now);
        for action in &outcome.actions {
            let (what, text) = match action {
                Action::SendMessage { channel, text, .. } => (channel.as_str(), text.as_str()),
                Action::WithdrawMessage { reason, .. } => ("withdraw", reason.as_str()),
                Action::OpenTask { title, .. } => ("task", title.as_str()),
                Action::CloseTask { reason, .. } => ("done", reason.as_str()),
            };
            println!("{date} {time} {what}: {}", text.replace('\n', " "));
            println!("    {}", playbook.explain(&priya, &lines, action.key(), now)?.sentence);
        }
    }
    Ok(())
}
