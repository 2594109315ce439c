package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.access.Use;
import dev.entrepot.content.Births;
import dev.entrepot.content.Content;
import dev.entrepot.content.Promotion;
import dev.entrepot.content.PromotionResult;
import dev.entrepot.content.Promotions;
import dev.entrepot.content.Pusher;
import dev.entrepot.content.Refusal;
import dev.entrepot.content.Tags;
import dev.entrepot.http.ApiError;
import dev.entrepot.http.ErrorResponses;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.ErrorCode;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.policy.Departures;
import dev.entrepot.policy.Gates;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `POST /api/v1/tags`: tags that are to point to what lies elsewhere, several at once.
final class PromotionRoutes {
    private static final int LONGEST = 512;
    private static final String NONE = "none";

    /// How often it is tried again when policies change, or tags move to what nobody looked at.
    private static final int TRIES = 5;

    private final Promotions promotions;
    private final Tags tags;
    private final CopyGate gate;

    PromotionRoutes(Content content, Gates gates) {
        this.promotions = content.promotions();
        this.tags = content.tags();
        this.gate = new CopyGate(gates, content.manifests());
    }

    Endpoint endpoint(Guard guard) {
        return guard.registry(
                Route.of("api.tags.move", "POST", "/api/v1/tags")
                        .needs(Action.SELF)
                        .mayNeed(Action.PULL, Action.PUSH),
                this::move);
    }

    /// One move, as it was asked for.
    private record Asked(
            RepositoryName from,
            Reference source,
            RepositoryName to,
            Tag target,
            Optional<Promotion.Expected> expected) {}

    private Response move(Call call) {
        JsonObject body = call.body().only("moves", "signatures");
        List<JsonObject> moves = body.optionalObjects("moves")
                .orElseThrow(() -> RefusedException.invalid("moves is missing: expected an array of objects"));
        if (moves.isEmpty() || moves.size() > Promotions.MOST) {
            throw RefusedException.invalid("moves: expected 1 to " + Promotions.MOST + " of them");
        }
        boolean signatures = body.optionalFlag("signatures").orElse(true);
        List<Asked> asked = moves.stream().map(PromotionRoutes::asked).toList();
        requireDifferent(asked);
        List<Promotion> wanted =
                asked.stream().map(each -> permitted(call, each)).toList();
        wanted.forEach(promotion -> gate.requirePushable(call, promotion));
        return promoted(call, wanted, signatures);
    }

    /// What is refused where it lies is not taken elsewhere.
    private Response promoted(Call call, List<Promotion> wanted, boolean signatures) {
        CopyGate.Looked looked = gate.begin(wanted);
        for (int tried = 0; tried < TRIES; tried++) {
            try {
                Pusher pusher = new Pusher(gate.under(looked, call.authority()), Births.NAMESPACE_TOO);
                PromotionResult result = promotions.promote(wanted, signatures, pusher, looked);
                if (!(result instanceof PromotionResult.Uncleared uncleared)) {
                    return answer(result);
                }
                gate.look(call, looked, uncleared);
            } catch (Departures.PoliciesChangedException _) {
                looked = gate.begin(wanted);
            }
        }
        return Conflicts.of("others change policies or these tags at the same time; try again");
    }

    private static Asked asked(JsonObject move) {
        move.only("source", "target", "ifDigest");
        Meant source = Meant.parse("source", move.text("source", LONGEST));
        Meant target = Meant.parse("target", move.text("target", LONGEST));
        Reference from = source.reference()
                .orElseThrow(() -> RefusedException.invalid("source: expected NS/REPO:TAG or NS/REPO@DIGEST"));
        if (!(target.reference().orElse(null) instanceof Tag to)) {
            throw RefusedException.invalid("target: expected NS/REPO:TAG");
        }
        Optional<Promotion.Expected> expected = move.optionalText("ifDigest", LONGEST)
                .map(text -> text.equals(NONE)
                        ? new Promotion.Expected.Nowhere()
                        : new Promotion.Expected.At(Call.parsed("ifDigest", () -> Digest.parse(text))));
        return new Asked(source.repository(), from, target.repository(), to, expected);
    }

    private static void requireDifferent(List<Asked> asked) {
        Set<String> targets = new HashSet<>();
        List<String> twice = new ArrayList<>();
        for (Asked each : asked) {
            String target = each.to + ":" + each.target;
            if (!targets.add(target)) {
                twice.add(target);
            }
        }
        if (!twice.isEmpty()) {
            throw RefusedException.invalid("target: " + twice.getFirst() + " can point to one image only");
        }
    }

    /// The source by the name it has now.
    private Promotion permitted(Call call, Asked asked) {
        Use.Tags about = switch (asked.source) {
            case Tag tag -> new Use.Each(List.of(tag.text()));
            case Digest digest -> new Use.Any(name -> tags.reaching(name, digest));
        };
        RepositoryName from = call.requireOn(Action.PULL, asked.from, about);
        RepositoryName to = call.requireOn(Action.PUSH, asked.to, new Use.Each(List.of(asked.target.text())));
        return new Promotion(from, asked.source, to, asked.target, asked.expected);
    }

    private static Response answer(PromotionResult result) {
        return switch (result) {
            case PromotionResult.Done(List<PromotionResult.Promoted> promoted) ->
                Response.json(200, JsonWriter.document(json -> json.array("items", promoted, PromotionRoutes::write)));
            case PromotionResult.Unknown(Promotion promotion) ->
                Refusals.absent("there is no image " + promotion.sourceImage());
            case PromotionResult.TagMoved(Promotion promotion, Optional<Digest> current) ->
                ErrorResponses.of(
                        ApiError.PRECONDITION_FAILED,
                        promotion.targetImage()
                                + current.map(digest -> " points to " + digest).orElse(" does not exist")
                                + "; nothing was changed",
                        current.map(Digest::toString).orElse(""));
            case PromotionResult.TooMany(Promotion promotion, int most) ->
                Conflicts.of("more than " + most + " manifests hang on " + promotion.sourceImage()
                        + "; leave signatures and other referrers behind: signatures=false");
            case PromotionResult.Uncleared uncleared ->
                throw new IllegalStateException("nobody looked at what was promoted: " + uncleared);
            case PromotionResult.Refused(Refusal.FrozenTag frozen) ->
                ErrorResponses.of(
                        ErrorCode.DENIED,
                        "the tag " + frozen.tag() + " of " + frozen.repository() + " points to " + frozen.current()
                                + " and stays there: " + frozen.by() + " freezes it; choose another tag",
                        frozen.tag().text());
            case PromotionResult.Refused(Refusal refusal) -> RepositoryBodies.refused(refusal);
        };
    }

    private static void write(JsonWriter json, PromotionResult.Promoted promoted) {
        json.put("source", promoted.promotion().sourceImage())
                .put("target", promoted.promotion().targetImage())
                .put("digest", promoted.digest().toString())
                .putText("previous", promoted.previous().map(Digest::toString))
                .put("manifests", promoted.manifests().size())
                .texts("kept", promoted.kept().stream().map(Tag::text).toList());
    }
}
