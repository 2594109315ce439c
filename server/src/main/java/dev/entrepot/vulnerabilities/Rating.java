package dev.entrepot.vulnerabilities;

import dev.entrepot.packages.Severity;

/// How bad a source says that a vulnerability is.
///
/// @param word the source's own word; unknown where it gives none
/// @param score CVSS score 0.0 to 10.0; -1 when there is none
/// @param vector CVSS vector; empty when there is none
record Rating(Severity word, double score, String vector) {
    static final double NO_SCORE = -1;

    static final Rating NONE = new Rating(Severity.UNKNOWN, NO_SCORE, "");

    private static final double TENTHS = 10.0;

    static Rating of(Severity word) {
        return new Rating(word, NO_SCORE, "");
    }

    Rating withWord(Severity other) {
        return new Rating(other, score, vector);
    }

    /// The word, and where there is none what the score stands for.
    Severity severity() {
        return word != Severity.UNKNOWN ? word : Cvss.severity(this);
    }

    /// The worse of two that speak of the same; the word and the vector each for itself.
    Rating worse(Rating other) {
        Rating scored = other.score > score ? other : this;
        Severity worst = other.word.compareTo(word) > 0 ? other.word : word;
        return new Rating(worst, scored.score, scored.vector);
    }

    void pack(Packer packer) {
        packer.text(word == Severity.UNKNOWN ? "" : word.name());
        packer.number(score < 0 ? 0 : Math.round(score * TENTHS) + 1).text(vector);
    }

    static Rating unpack(Unpacker unpacker) {
        String word = unpacker.text();
        long score = unpacker.number();
        String vector = unpacker.text();
        Severity severity = word.isEmpty()
                ? Severity.UNKNOWN
                : Severity.parse(word)
                        .orElseThrow(() -> new DamagedSetException(
                                "the vulnerability database holds a severity that does not exist: " + word));
        return new Rating(severity, score == 0 ? NO_SCORE : (score - 1) / TENTHS, vector);
    }
}
