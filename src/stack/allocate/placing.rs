use super::Problem;

/// Items in places, with the sums of the rows: what searches put in and take out again, one item after another.
pub(super) struct Placing<'p> {
    problem: &'p Problem,
    /// For each item, the item before it that nothing tells apart from it.
    twin: Vec<Option<usize>>,
    /// How many of those that an item conflicts with are counted.
    blocked: Vec<u32>,
    pub(super) places: Vec<Option<usize>>,
    pub(super) sums: Vec<i128>,
    pub(super) credits: i128,
}

/// A search that decides about one item after another.
pub(super) trait Branching<'p> {
    /// What is decided.
    fn placing(&mut self) -> &mut Placing<'p>;

    /// Looks at what is decided about the items before this one; whether the search goes on with it.
    fn enters(&mut self, item: usize) -> bool;
}

/// Goes through all that a search enters: for each item the places in their order, leaving out last. A learner may have thousands
/// of credentials, for which no stack would be deep enough: so the way back is a list.
pub(super) fn walk<'p>(search: &mut impl Branching<'p>) {
    // For each item that is decided, the places that are left to try; nothing once it was left out.
    let mut untried: Vec<Option<&'p [usize]>> = Vec::new();
    loop {
        if search.enters(untried.len()) {
            let options = search.placing().options(untried.len());
            untried.push(Some(options));
        }
        // Back to the last item for which there is something to try.
        loop {
            let Some(item) = untried.len().checked_sub(1) else { return };
            let placing = search.placing();
            if let Some(place) = placing.places[item] {
                placing.take(item, place);
            }
            let Some(options) = untried[item] else {
                untried.pop();
                continue;
            };
            let next = options.iter().position(|place| placing.put(item, *place));
            untried[item] = next.map(|next| &options[next + 1..]);
            break;
        }
    }
}

impl<'p> Placing<'p> {
    pub(super) fn empty(problem: &'p Problem) -> Self {
        Self {
            problem,
            twin: problem.twins(),
            blocked: vec![0; problem.items.len()],
            places: vec![None; problem.items.len()],
            sums: vec![0; problem.rows.len()],
            credits: 0,
        }
    }

    /// The places to try for an item, in their order; none while it conflicts with what is counted. Of twins, the first gets the
    /// better place.
    pub(super) fn options(&self, item: usize) -> &'p [usize] {
        let options = &self.problem.items[item].places;
        if self.blocked[item] > 0 {
            return &[];
        }
        let from = self.twin[item].map_or(0, |twin| match self.places[twin] {
            Some(place) => options.iter().position(|own| *own == place).unwrap_or(0),
            None => options.len(),
        });
        &options[from..]
    }

    /// Counts an item in a place, unless a cap would be exceeded.
    pub(super) fn put(&mut self, item: usize, place: usize) -> bool {
        let problem = self.problem;
        let over = |(row, most): &(usize, i128)| {
            let own = &problem.rows[*row];
            own.places[place] && self.sums[*row] + own.weights[item] > *most
        };
        if problem.caps.iter().any(over) {
            return false;
        }
        self.count(item, place, 1);
        problem.conflicts[item].iter().for_each(|other| self.blocked[*other] += 1);
        self.places[item] = Some(place);
        true
    }

    pub(super) fn take(&mut self, item: usize, place: usize) {
        self.count(item, place, -1);
        self.problem.conflicts[item].iter().for_each(|other| self.blocked[*other] -= 1);
        self.places[item] = None;
    }

    /// Adds an item's weights in a place to the sums, so many times.
    pub(super) fn count(&mut self, item: usize, place: usize, times: i128) {
        let problem = self.problem;
        for (sum, row) in self.sums.iter_mut().zip(&problem.rows) {
            if row.places[place] {
                *sum += times * row.weights[item];
            }
        }
        self.credits += times * i128::from(problem.items[item].credits);
    }
}
