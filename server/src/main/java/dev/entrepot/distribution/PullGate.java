package dev.entrepot.distribution;

import dev.entrepot.access.Access;
import dev.entrepot.access.Action;
import dev.entrepot.access.Decision;
import dev.entrepot.audit.AuditEvent;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.Manifest;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.policy.GateWords;
import dev.entrepot.policy.Gates;
import dev.entrepot.policy.Judgement;
import dev.entrepot.policy.Objection;
import dev.entrepot.rest.Refusals;
import java.util.List;
import java.util.Optional;

/// Asks the gates before bytes are served. Binds admins too; whoever holds `inspect` passes, and nothing else
/// that a client says of itself opens anything.
final class PullGate {
    private static final Optional<Judgement> OPEN = Optional.of(Judgement.OPEN);

    private final Gates gates;
    private final Access access;
    private final AuditLog audit;

    PullGate(Gates gates, Access access, AuditLog audit) {
        this.gates = gates;
        this.access = access;
        this.audit = audit;
    }

    /// The answer with what it must be told along, or the refusal; empty when that takes longer.
    Optional<Response> manifestAtOnce(Call call, Digest digest, Response answer) {
        // HEAD serves no bytes.
        return call.head() ? Optional.of(answer) : atOnce(call, digest, gates.atOnce(call.name(), digest), answer);
    }

    Optional<Response> blobAtOnce(Call call, Digest digest, Response answer) {
        return call.head() ? Optional.of(answer) : atOnce(call, digest, gates.blobAtOnce(call.name(), digest), answer);
    }

    private Optional<Response> atOnce(Call call, Digest digest, Optional<Judgement> known, Response answer) {
        return known.equals(OPEN) || inspects(call)
                ? Optional.of(answer)
                : known.map(judgement -> judged(call, digest, judgement, answer));
    }

    /// As {@link #manifestAtOnce}, however long it takes.
    Response manifest(Call call, Digest digest, Response answer) {
        return call.head() || inspects(call) ? answer : judged(call, digest, gates.judge(call.name(), digest), answer);
    }

    Response blob(Call call, Digest digest, Response answer) {
        return call.head() || inspects(call) ? answer : judged(call, digest, gates.blob(call.name(), digest), answer);
    }

    private boolean inspects(Call call) {
        return access.inspects(call.caller(), call.name());
    }

    private Response judged(Call call, Digest digest, Judgement judgement, Response answer) {
        return switch (judgement) {
            case Judgement.Passes(List<Objection> warnings) ->
                warnings.isEmpty() ? answer : warned(call, digest, warnings, answer);
            case Judgement.Refused(List<Objection> objections) ->
                refused(
                        call,
                        Action.PULL,
                        digest,
                        GateWords.refusal(GateWords.image(call.name(), digest), call.name(), objections));
        };
    }

    private static Response warned(Call call, Digest digest, List<Objection> warnings, Response answer) {
        String what = GateWords.image(call.name(), digest);
        Response told = answer;
        for (String value : Warnings.of(warnings.stream()
                .map(warning -> GateWords.warning(what, warning))
                .toList())) {
            told = told.with("Warning", value);
        }
        return told;
    }

    private Response refused(Call call, Action action, Digest digest, String message) {
        RepositoryName name = call.name();
        Refusals.tell(
                audit,
                Access.author(
                        call.caller(),
                        call.request().clientAddress(),
                        call.request().id()),
                AuditEvent.of(Refusals.event(action), name.namespace(), name.text())
                        .with("digest", digest.toString()),
                new Decision.Denied(message));
        return ErrorResponses.of(ErrorCode.DENIED, message, digest.toString());
    }

    /// The refusal of a push of tags to what is known to be refused, where a policy looks at pushes.
    ///
    /// Throws {@link dev.entrepot.oci.MalformedException} when the bytes are no manifest.
    Optional<Response> push(Call call, List<Tag> tags, Digest digest, Manifest manifest) {
        return gates.push(call.name(), tags, digest, manifest) instanceof Judgement.Refused(List<Objection> objections)
                ? Optional.of(refused(
                        call,
                        Action.PUSH,
                        digest,
                        GateWords.refusal(GateWords.image(call.name(), digest), call.name(), objections)))
                : Optional.empty();
    }

    boolean looksAtPushes(RepositoryName name) {
        return gates.looksAtPushes(name);
    }
}
