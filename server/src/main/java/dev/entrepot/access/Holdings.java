package dev.entrepot.access;

import dev.entrepot.directory.Allowance;
import dev.entrepot.directory.Grant;
import dev.entrepot.directory.SystemRole;
import java.util.List;
import java.util.Optional;

/// All rights that a principal was given, as the rows are.
///
/// @param who as explanations name the principal
/// @param grants its own and those of its teams
/// @param rules of a robot; each is good as far as `sponsor` may do the same
/// @param sponsor what the account holds that stands for a robot's rules; empty when there is no such account now
record Holdings(String who, SystemRole role, List<Grant> grants, List<Allowance> rules, Optional<Holdings> sponsor) {
    static final Holdings NOTHING = new Holdings("anonymous", SystemRole.NONE, List.of(), List.of(), Optional.empty());

    Holdings {
        grants = List.copyOf(grants);
        rules = List.copyOf(rules);
    }
}
