use super::grouped::Grouped;
use super::label::{Label, Labelling, texts};
use super::selection::Selection;
use crate::json::{Node, Object, Pointer, Tree};
use crate::jsonld::{Hash, Labelled, Walked};
use crate::proof::data_integrity::Canonicalizer;
use crate::report::{Finding, code};

/// A whole document as a suite of selective disclosure signs it: statement by statement, in two groups.
///
/// [canonicalizeAndGroup](https://www.w3.org/TR/vc-di-ecdsa/#canonicalizeandgroup), without giving blank nodes ids first:
/// the walk knows from which place of the document each statement comes.
#[derive(Debug)]
pub(crate) struct Signed<'w> {
    root: Node<'w>,
    walked: &'w Walked,
    labels: Vec<Option<Label>>,
    pub(crate) statements: Grouped,
    mandatory_pointers: &'w [Pointer],
}

/// What a holder shows of a document.
#[derive(Debug)]
pub(crate) struct Disclosure {
    /// The reduced document, without proof.
    pub(crate) document: Object,
    /// For each blank node that is left, by its canonical number in the reduced document, its label.
    pub(crate) label_map: Vec<(u32, Label)>,
    /// Which lines of the reduced document are mandatory.
    pub(crate) mandatory_indexes: Vec<u32>,
    /// Which of the other lines of the whole document are shown.
    pub(crate) selective_indexes: Vec<u32>,
}

impl<'w> Signed<'w> {
    /// Groups the statements of a document.
    ///
    /// # Errors
    /// If a pointer selects nothing, or canonicalisation takes too long.
    pub(crate) fn new(
        canonicalizer: &mut Canonicalizer<'_>,
        root: Node<'w>,
        walked: &'w Walked,
        labelling: Labelling,
        key: &[u8; 32],
        mandatory_pointers: &'w [Pointer],
    ) -> Result<Self, Finding> {
        let canonical = canonicalizer.canonical(&walked.dataset, Hash::Sha256)?;
        let labels = labelling.labels(&walked.dataset, &canonical, key);
        let lines = walked.dataset.labelled(&texts(&labels));
        let mandatory = selected(walked, &lines, &Selection::of(root, mandatory_pointers, walked)?);
        Ok(Self { root, walked, labels, statements: Grouped { lines, mandatory }, mandatory_pointers })
    }

    /// Shows what is mandatory and what the pointers select.
    ///
    /// # Errors
    /// If a pointer selects nothing, or the reduced document does not say what was selected.
    pub(crate) fn disclose(
        &self,
        canonicalizer: &mut Canonicalizer<'_>,
        pointers: &[Pointer],
    ) -> Result<Disclosure, Finding> {
        if self.mandatory_pointers.is_empty() && pointers.is_empty() {
            let detail = "nothing is mandatory, so select something to show";
            return Err(Finding::new(code::request::POINTER, Pointer::root(), detail));
        }
        let selection = Selection::of(self.root, self.mandatory_pointers.iter().chain(pointers), self.walked)?;
        let Grouped { lines, mandatory } = &self.statements;
        let shown = selected(self.walked, lines, &selection);
        let place = |statement: usize| lines.places()[statement] as usize;
        let subset = self.walked.dataset.subset(|statement| shown[place(statement)]);
        let canonical = canonicalizer.canonical(&subset, Hash::Sha256)?;
        let document = selection.reveal(self.root);
        self.hold_against(canonicalizer, &document, canonical.nquads())?;

        let blanks = subset.mentioned().into_iter().zip(canonical.names()).zip(&self.labels);
        let mut label_map: Vec<(u32, Label)> =
            blanks.filter_map(|((mentioned, number), label)| mentioned.then_some((*number, (*label)?))).collect();
        label_map.sort_unstable();
        let (mut mandatory_indexes, mut selective_indexes) = (Vec::new(), Vec::new());
        let (mut among_shown, mut among_others) = (0, 0);
        for (shown, mandatory) in shown.into_iter().zip(mandatory) {
            match (shown, mandatory) {
                (true, true) => mandatory_indexes.push(among_shown),
                (true, false) => selective_indexes.push(among_others),
                (false, _) => {}
            }
            among_shown += u32::from(shown);
            among_others += u32::from(!mandatory);
        }
        Ok(Disclosure { document, label_map, mandatory_indexes, selective_indexes })
    }

    /// The reduced document must make exactly the statements that were selected, whatever its contexts do.
    fn hold_against(
        &self,
        canonicalizer: &mut Canonicalizer<'_>,
        document: &Object,
        selected: &str,
    ) -> Result<(), Finding> {
        let differs = || {
            let detail = "the selected part alone would mean something else; select the whole object around it";
            Finding::new(code::request::POINTER, Pointer::root(), detail)
        };
        let tree = Tree::of(&document.clone().into(), canonicalizer.limits()).map_err(|_| differs())?;
        let walked = canonicalizer.walk(tree.root(), &[]).map_err(|error| error.finding())?;
        let canonical = canonicalizer.canonical(&walked.dataset, Hash::Sha256)?;
        if walked.outside || canonical.nquads() != selected { Err(differs()) } else { Ok(()) }
    }
}

/// For each line, whether a selected place makes it.
pub(super) fn selected(walked: &Walked, lines: &Labelled, selection: &Selection) -> Vec<bool> {
    let mut made = vec![false; lines.len()];
    for (line, origin) in lines.places().iter().zip(&walked.origins) {
        made[*line as usize] |= selection.selects(*origin as usize);
    }
    made
}
