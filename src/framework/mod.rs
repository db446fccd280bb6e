//! Qualifications frameworks and credit systems: EQF, national frameworks, QF-EHEA.
