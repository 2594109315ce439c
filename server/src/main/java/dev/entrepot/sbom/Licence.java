package dev.entrepot.sbom;

import java.util.List;

/// What a package says of its licence, as far as SPDX understands it.
sealed interface Licence {
    /// One of the SPDX License List.
    record Id(String id) implements Licence {}

    /// Several of the list, with operators between them (SPDX 2.3, annex D).
    record Expression(String text) implements Licence {}

    /// What only people understand.
    record Name(String text) implements Licence {}

    static Licence of(String written) {
        String text = written.strip();
        return LicenceIds.licence(text)
                .<Licence>map(Id::new)
                .or(() -> LicenceExpression.canonical(text).map(Expression::new))
                .orElseGet(() -> new Name(text));
    }

    /// Each once, without those that say nothing.
    static List<Licence> of(List<String> written) {
        return written.stream()
                .filter(text -> !text.isBlank())
                .map(Licence::of)
                .distinct()
                .toList();
    }
}
