//! Numbers of too few, which would give persons away, and what would give those numbers away.

/// Persons counted, in a way that may name some of them.
pub(crate) trait Counted: Clone {
    /// Whether any number that would be told is above nothing and below the least.
    fn is_few(&self, least: u64) -> bool;
    /// How many there are.
    fn size(&self) -> u64;
    /// Adds others.
    fn join(&mut self, other: &Self);
}

/// Which groups may be told: none of too few; and where those that are left out would together be
/// of too few, so that they follow from the whole, the smallest of the others not either (the
/// complementary suppression of CMS, cell size policy of 2024).
pub(crate) fn told<C: Counted>(whole_told: bool, groups: &[C], least: u64) -> Vec<bool> {
    told_of(whole_told, groups, least, vec![true; groups.len()])
}

/// The same, where some groups are left out already.
pub(crate) fn told_of<C: Counted>(
    whole_told: bool,
    groups: &[C],
    least: u64,
    mut told: Vec<bool>,
) -> Vec<bool> {
    told.iter_mut().zip(groups).for_each(|(told, group)| *told &= !group.is_few(least));
    if !whole_told {
        return told;
    }
    loop {
        let mut left_out = groups.iter().zip(&told).filter(|(_, told)| !**told);
        let Some((first, _)) = left_out.next() else { break };
        let mut hidden = first.clone();
        left_out.for_each(|(group, _)| hidden.join(group));
        if !hidden.is_few(least) {
            break;
        }
        let shown = groups.iter().enumerate().filter(|(place, _)| told.get(*place) == Some(&true));
        let Some((smallest, _)) = shown.min_by_key(|(_, group)| group.size()) else { break };
        if let Some(told) = told.get_mut(smallest) {
            *told = false;
        }
    }
    told
}

/// A whole and the parts that it is made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    pub(crate) whole: u64,
    pub(crate) parts: Vec<u64>,
}

impl Counted for Cells {
    fn is_few(&self, least: u64) -> bool {
        std::iter::once(&self.whole).chain(&self.parts).any(|cell| *cell > 0 && *cell < least)
    }

    fn size(&self) -> u64 {
        self.whole
    }

    fn join(&mut self, other: &Self) {
        self.whole += other.whole;
        self.parts.iter_mut().zip(&other.parts).for_each(|(own, other)| *own += other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[u64]) -> Vec<bool> {
        let cells: Vec<Cells> =
            values.iter().map(|whole| Cells { whole: *whole, parts: Vec::new() }).collect();
        told(true, &cells, 11)
    }

    #[test]
    fn no_cell_of_one_to_ten_is_told_or_follows_from_the_whole() {
        assert_eq!(row(&[0, 25, 40]), [true, true, true]);
        assert_eq!(row(&[4, 25, 40]), [false, false, true]);
        // Together eleven: each is between 1 and 10, and no more is known of either.
        assert_eq!(row(&[4, 7, 40]), [false, false, true]);
        assert_eq!(row(&[4, 3, 40]), [false, false, false]);
        assert_eq!(row(&[10]), [false]);
    }
}
