package dev.entrepot.api;

import dev.entrepot.directory.Allowance;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.JsonObject;
import java.util.List;
import java.util.Optional;

/// Arrays of `ACTIONS:PATTERN` in bodies.
final class Allowances {
    private static final int LONGEST = 300;

    private Allowances() {}

    static Optional<List<Allowance>> of(JsonObject body, String member) {
        return body.optionalTexts(member, LONGEST)
                .map(texts -> texts.stream()
                        .map(text -> Call.parsed(member, () -> Allowance.parse(text)))
                        .toList());
    }
}
