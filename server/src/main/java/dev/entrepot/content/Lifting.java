package dev.entrepot.content;

import dev.entrepot.authority.Authority;
import dev.entrepot.database.Sql;
import java.util.Optional;

/// Which rules for immutable tags somebody might as well take away: who may do that may delete the tags that they
/// freeze. Nobody moves such a tag.
///
/// @param repository the right to configure the repository, looked at again in the transaction; empty for who has none
/// @param namespace the same of its namespace
public record Lifting(Optional<Authority.Check> repository, Optional<Authority.Check> namespace) {
    /// No rule.
    public static final Lifting NONE = new Lifting(Optional.empty(), Optional.empty());

    /// Whether a rule can be lifted.
    ///
    /// @throws dev.entrepot.authority.NoLongerAllowedException when the right to it ended meanwhile
    boolean covers(Sql sql, Freeze freeze) {
        Optional<Authority.Check> right = freeze.ofNamespace() ? namespace : repository;
        right.ifPresent(check -> check.require(sql));
        return right.isPresent();
    }
}
