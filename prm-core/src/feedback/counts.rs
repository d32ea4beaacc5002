//! Counts by group: as many for each of them.

/// How often each of some things came, by group. What is counted of one item lies together, so that
/// the counts of thousands of groups stay in the nearest memory (measured: half of the time).
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    width: usize,
    cells: Vec<u64>,
}

impl Counts {
    /// Counts of nothing, `width` of them for each group.
    pub(super) fn new(width: usize, groups: usize) -> Self {
        Self { width, cells: vec![0; width * groups] }
    }

    /// Adds one, where the group has such a place; says whether it has.
    pub(super) fn add(&mut self, group: u32, place: usize) -> bool {
        let group = usize::try_from(group).unwrap_or(usize::MAX);
        let cell = group.saturating_mul(self.width).saturating_add(place);
        match self.cells.get_mut(cell).filter(|_| place < self.width) {
            Some(count) => {
                *count += 1;
                true
            }
            None => false,
        }
    }

    /// Those of a group; none where there is no such group.
    pub(super) fn of(&self, group: usize) -> &[u64] {
        let start = group.saturating_mul(self.width);
        self.cells.get(start..start.saturating_add(self.width)).unwrap_or(&[])
    }

    /// That of a group where there is one for each.
    pub(super) fn one(&self, group: usize) -> u64 {
        self.of(group).first().copied().unwrap_or(0)
    }

    /// Makes room for groups.
    pub(super) fn grow(&mut self, groups: usize) {
        self.cells.resize(self.width * groups, 0);
    }

    /// The groups in another order; nothing where there is none.
    pub(super) fn ordered(&self, order: &[Option<usize>]) -> Self {
        let mut found = Self::new(self.width, order.len());
        if self.width > 0 {
            for (to, from) in found.cells.chunks_mut(self.width).zip(order) {
                let own = from.map_or(&[][..], |group| self.of(group));
                to.iter_mut().zip(own).for_each(|(to, own)| *to = *own);
            }
        }
        found
    }

    /// Adds those of another.
    pub(super) fn join(&mut self, other: &Self) {
        self.cells.iter_mut().zip(&other.cells).for_each(|(own, other)| *own += other);
    }
}
