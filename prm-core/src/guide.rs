//! The guide for those who write playbooks: one page for each idea, from `prm-core/guide`.
//!
//! Begin with [what a playbook is](what_a_playbook_is). Every example is tried by the tests.

#[doc = include_str!("../guide/01-what-a-playbook-is.md")]
pub mod what_a_playbook_is {}
#[doc = include_str!("../guide/02-messages.md")]
pub mod messages {}
#[doc = include_str!("../guide/03-sentences-of-time.md")]
pub mod sentences_of_time {}
#[doc = include_str!("../guide/04-conditions.md")]
pub mod conditions {}
#[doc = include_str!("../guide/05-journeys.md")]
pub mod journeys {}
#[doc = include_str!("../guide/06-ways.md")]
pub mod ways {}
#[doc = include_str!("../guide/07-tasks-and-alerts.md")]
pub mod tasks_and_alerts {}
#[doc = include_str!("../guide/08-ends.md")]
pub mod ends {}
#[doc = include_str!("../guide/09-occasions-and-attributes.md")]
pub mod occasions_and_attributes {}
#[doc = include_str!("../guide/10-quiet-hours-and-caps.md")]
pub mod quiet_hours_and_caps {}
#[doc = include_str!("../guide/11-consent-and-law.md")]
pub mod consent_and_law {}
#[doc = include_str!("../guide/12-tests.md")]
pub mod tests {}
#[doc = include_str!("../guide/13-command-line.md")]
pub mod command_line {}
#[doc = include_str!("../guide/14-changing.md")]
pub mod changing {}
