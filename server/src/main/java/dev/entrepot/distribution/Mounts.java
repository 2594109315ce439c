package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.access.Action;
import dev.entrepot.access.Decision;
import dev.entrepot.access.Use;
import dev.entrepot.authority.Authority;
import dev.entrepot.authority.NoLongerAllowedException;
import dev.entrepot.content.Blobs;
import dev.entrepot.content.Pusher;
import dev.entrepot.content.Refusal;
import dev.entrepot.content.Tags;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.policy.Departures;
import dev.entrepot.policy.Gates;
import dev.entrepot.policy.Judgement;
import java.util.List;
import java.util.Optional;

/// Links a blob of one repository in another without moving it, where the caller may pull it.
///
/// A source that the caller may not read is answered like one that is not there: by an ordinary upload. Where
/// the caller may read it but this token was made for less, the answer is a challenge that names both
/// repositories. What a gate of the source refuses is not there either, whoever asks.
///
/// distribution-spec, "Mounting a blob from another repository".
final class Mounts {
    sealed interface Outcome {}

    record Mounted() implements Outcome {}

    record NotThere() implements Outcome {}

    record Refused(Refusal refusal) implements Outcome {}

    record NarrowToken(Decision.Challenge challenge) implements Outcome {}

    /// Repositories that are looked at when the client names none.
    private static final int MOST_SOURCES = 100;

    private final Blobs blobs;
    private final Tags tags;
    private final Access access;
    private final Gates gates;

    Mounts(Blobs blobs, Tags tags, Access access, Gates gates) {
        this.gates = gates;
        this.tags = tags;
        this.blobs = blobs;
        this.access = access;
    }

    Outcome mount(Call call, Digest digest, Optional<String> from) {
        long begun = gates.departures().begin();
        if (from.isPresent()) {
            Optional<RepositoryName> source = readable(call, RepositoryName.parse(from.get()), digest)
                    .filter(name -> blobs.find(name, digest).isPresent() && mayLeave(name, digest));
            return source.isPresent()
                    ? mount(call, digest, new Source(source.get(), from.get(), begun))
                    : new NotThere();
        }
        List<RepositoryName> readable = blobs.repositoriesWith(digest, MOST_SOURCES).stream()
                .filter(name -> readable(call, name, digest).isPresent() && mayLeave(name, digest))
                .toList();
        if (readable.isEmpty()) {
            return new NotThere();
        }
        RepositoryName source = readable.stream()
                .filter(name -> access.allows(call.caller(), Action.PULL, name, use(call, digest)))
                .findFirst()
                .orElse(readable.getFirst());
        return mount(call, digest, new Source(source, source.text(), begun));
    }

    private boolean mayLeave(RepositoryName source, Digest digest) {
        return gates.blob(source, digest) instanceof Judgement.Passes;
    }

    /// Where a blob is taken from.
    ///
    /// @param asked its name as the client spelled it
    /// @param begun stands for the policies under which the blob may leave it
    private record Source(RepositoryName name, String asked, long begun) {}

    private Optional<RepositoryName> readable(Call call, RepositoryName source, Digest digest) {
        return access.readable(call.caller(), source, use(call, digest));
    }

    private Use use(Call call, Digest digest) {
        return new Use(call.request().clientAddress(), new Use.Any(name -> tags.reaching(name, digest)));
    }

    private Outcome mount(Call call, Digest digest, Source source) {
        String asked = source.asked;
        Decision pull =
                access.decide(call.caller(), Action.PULL, RepositoryName.parse(asked), asked, use(call, digest));
        if (!(pull instanceof Decision.Allowed readable)) {
            String scope = "repository:" + call.asked() + ":pull,push repository:" + asked + ":pull";
            return new NarrowToken(new Decision.Challenge(
                    scope,
                    Optional.of("insufficient_scope"),
                    "this token may not pull from " + asked + "; ask for one with both scopes"));
        }
        try {
            Pusher pusher = alsoWhile(readable, call.pusher());
            Authority still = gates.departures().under(source.begun, pusher.authority());
            return outcome(blobs.mount(call.name(), digest, source.name, new Pusher(still, pusher.births())));
        } catch (SourceLostException | Departures.PoliciesChangedException _) {
            return new NotThere();
        }
    }

    /// Who may read the source no more when the link is made gets none, and an ordinary upload.
    private static Pusher alsoWhile(Decision.Allowed readable, Pusher pusher) {
        Authority authority = pusher.authority();
        Authority both = new Authority(authority.author(), sql -> {
            authority.exercise(sql);
            try {
                readable.check().require(sql);
            } catch (NoLongerAllowedException _) {
                throw new SourceLostException();
            }
        });
        return new Pusher(both, pusher.births());
    }

    private static final class SourceLostException extends NoLongerAllowedException {
        SourceLostException() {
            super("the right to read the source of a mount ended meanwhile");
        }
    }

    private static Outcome outcome(Blobs.Mounted mounted) {
        return switch (mounted) {
            case Blobs.Mounted.Done done -> new Mounted();
            case Blobs.Mounted.NotThere none -> new NotThere();
            case Blobs.Mounted.Refused refused -> new Refused(refused.refusal());
        };
    }
}
