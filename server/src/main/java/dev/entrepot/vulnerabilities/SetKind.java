package dev.entrepot.vulnerabilities;

import java.util.Locale;

/// Where a set comes from, and with it what an import of its kind replaces.
///
/// | kind    | one set per                        | an import                                              |
/// | ------- | ---------------------------------- | ------------------------------------------------------ |
/// | OSV     | ecosystem: the zip's most frequent | replaces it                                            |
/// | LOOSE   | ecosystem                          | adds and replaces records: the newest `modified` wins, |
/// |         |                                    | a withdrawn one takes it away                          |
/// | SECDB   | release and repository             | replaces it                                            |
/// | TRACKER | all of Debian's tracker            | replaces it                                            |
/// | KEV     | CISA's catalogue                   | replaces it                                            |
/// | EPSS    | FIRST's scores                     | replaces it                                            |
///
/// Where sets of kind OSV and LOOSE have a record of the same id for the same package the one with the newest
/// `modified`
/// counts, and of two of the same time the loose one.
public enum SetKind {
    OSV,
    LOOSE,
    SECDB,
    TRACKER,
    KEV,
    EPSS;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean ofAdvisories() {
        return this != KEV && this != EPSS;
    }
}
