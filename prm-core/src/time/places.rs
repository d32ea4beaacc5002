//! Zones of an address.
use super::Zone;
pub(crate) fn zones_of(_country: &str, _state: Option<&str>) -> Vec<Zone> { Vec::new() }
