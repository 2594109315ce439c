package dev.entrepot.content;

import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What it takes to have tags point where they did at a moment.
///
/// @param steps in the order of their names; tags that stay are only counted
/// @param stay tags that point where they did, or were made since
/// @param deleted repositories that lie in the trash: restore them first
public record Rewind(List<Step> steps, long stay, List<RepositoryName> deleted) {
    /// What becomes of a tag.
    public enum Change {
        MOVES_BACK("moves-back"),
        COMES_BACK("comes-back"),
        /// It was made since.
        GOES("goes"),
        CANNOT("cannot");

        private final String id;

        Change(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    /// What becomes of one tag.
    ///
    /// @param repositoryId of the repository, whatever it is called
    /// @param from where it points now; empty when there is no such tag
    /// @param to where it pointed; empty when there was none
    /// @param version of its last move, as the plan saw it
    /// @param why it cannot; empty text when it can
    /// @param fromTrash whether the image comes back from the trash, with all that was deleted with it
    public record Step(
            long repositoryId,
            RepositoryName repository,
            Tag tag,
            Change change,
            Optional<Digest> from,
            Optional<Digest> to,
            long version,
            String why,
            boolean fromTrash) {
        public String image() {
            return repository + ":" + tag;
        }
    }

    /// What is to be taken back.
    ///
    /// @param repository empty text for the whole namespace
    /// @param tag empty for all
    /// @param exact whether tags go that were made since
    public record Wanted(String namespace, String repository, Optional<Tag> tag, Instant at, boolean exact) {}

    public Rewind {
        steps = List.copyOf(steps);
        deleted = List.copyOf(deleted);
    }

    /// Two plans with the same name do the same.
    public String name() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            text.append(step.image())
                    .append(' ')
                    .append(step.change.id())
                    .append(' ')
                    .append(step.version);
            text.append(' ').append(step.to.map(Digest::toString).orElse("-")).append('\n');
        }
        String digest = Digest.of(Digest.Algorithm.SHA256, text.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
        return digest.substring(digest.indexOf(':') + 1);
    }
}
