package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.access.Explanation;
import dev.entrepot.access.Use;
import dev.entrepot.access.Why;
import dev.entrepot.content.Content;
import dev.entrepot.content.Freeze;
import dev.entrepot.content.Repository;
import dev.entrepot.content.Tags;
import dev.entrepot.directory.Place;
import dev.entrepot.http.Response;
import dev.entrepot.oci.Digest;
import dev.entrepot.oci.Reference;
import dev.entrepot.oci.RepositoryName;
import dev.entrepot.oci.Tag;
import dev.entrepot.policy.GateWords;
import dev.entrepot.policy.Gates;
import dev.entrepot.policy.Judgement;
import dev.entrepot.policy.Objection;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.rest.Route;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// `GET /api/v1/why`: whether somebody may do something, and by what.
final class WhyRoute {
    private final Why why;
    private final Tags tags;
    private final Content content;
    private final Gates gates;

    WhyRoute(Why why, Content content, Gates gates) {
        this.why = why;
        this.tags = content.tags();
        this.content = content;
        this.gates = gates;
    }

    Endpoint endpoint(Guard guard) {
        return guard.registry(
                Route.of("api.why", "GET", "/api/v1/why")
                        .needs(Action.SELF)
                        .mayNeed(Action.READ, Action.NAMESPACE_READ, Action.ADMINISTER, Action.NAMESPACE_ADMINISTER)
                        .query("action", "resource", "as"),
                this::explain);
    }

    /// What is asked about: a namespace, a repository, or one with a tag.
    private record Asked(Action action, Why.Resource resource, Optional<String> tag, Optional<String> digest) {}

    private Response explain(Call call) {
        Asked asked = asked(call.requiredQuery("action"), call.requiredQuery("resource"));
        Use use = asked.tag()
                .map(tag -> new Use(call.request().clientAddress(), new Use.Each(List.of(tag))))
                .orElseGet(call::use);
        Why.Answer answer = explain(call, asked.action(), asked.resource(), use);
        return switch (answer) {
            case Explanation explained -> {
                Explanation whole = withGates(asked, withRules(call, asked, explained));
                yield Response.json(200, JsonWriter.document(json -> write(json, whole)));
            }
            case Why.Refused refused -> {
                boolean other = call.query("as").isPresent();
                boolean repository = asked.resource().repository().isPresent();
                Action needed = repository
                        ? (other ? Action.ADMINISTER : Action.READ)
                        : (other ? Action.NAMESPACE_ADMINISTER : Action.NAMESPACE_READ);
                call.require(
                        refused.decision(),
                        needed,
                        asked.resource().namespace(),
                        asked.resource().toString());
                throw new IllegalStateException("a refusal that allows: " + refused);
            }
            case Why.UnknownPrincipal _ -> Refusals.absent("as: there is nobody of this name");
        };
    }

    private Why.Answer explain(Call call, Action action, Why.Resource resource, Use use) {
        return call.query("as")
                .map(as -> why.explain(call.caller(), as, action, resource, use))
                .orElseGet(() -> why.explain(call.caller(), action, resource, use));
    }

    /// Who may take the rule away may delete what it freezes.
    private boolean mayLift(Call call, Asked asked, Freeze freeze) {
        return asked.action() == Action.DELETE
                && (freeze.ofNamespace()
                                ? explain(
                                        call,
                                        Action.NAMESPACE_CONFIGURE,
                                        Why.Resource.namespace(asked.resource().namespace()),
                                        call.use())
                                : explain(call, Action.CONFIGURE, asked.resource(), call.use()))
                        instanceof Explanation right
                && right.allowed();
    }

    /// A right is not all that a push needs: a frozen tag does not move.
    private Explanation withRules(Call call, Asked asked, Explanation explained) {
        boolean moves = explained.allowed() && (asked.action() == Action.PUSH || asked.action() == Action.DELETE);
        Optional<Freeze> freeze = moves
                ? asked.tag()
                        .flatMap(tag -> asked.resource()
                                .repository()
                                .flatMap(name -> tags.frozenBy(name, Call.parsed("resource", () -> Tag.parse(tag)))))
                : Optional.empty();
        return freeze.filter(by -> !mayLift(call, asked, by))
                .map(by -> explained.refused("the right is held, but " + by
                        + " freezes this tag: it stays where it points; push another one, or have the rule lifted"))
                .orElse(explained);
    }

    /// Nor all that a pull needs: what a policy refuses is not served. Nobody waits for a scan here.
    private Explanation withGates(Asked asked, Explanation explained) {
        if (!explained.allowed() || explained.inspects() || asked.action() != Action.PULL) {
            return explained;
        }
        return asked.resource()
                .repository()
                .flatMap(name -> content.repositories()
                        .find(name)
                        .map(Repository::name)
                        .or(() -> content.repositories()
                                .alias(name)
                                .map(alias -> alias.repository().name())))
                .flatMap(name -> reference(asked)
                        .flatMap(reference -> content.manifests().find(name, reference))
                        .flatMap(manifest -> refusal(name, manifest.digest())))
                .map(refusal -> explained.refused("the right is held, but " + refusal))
                .orElse(explained);
    }

    private static Optional<Reference> reference(Asked asked) {
        return asked.digest()
                .<Reference>map(digest -> Call.parsed("resource", () -> Digest.parse(digest)))
                .or(() -> asked.tag().map(tag -> Call.parsed("resource", () -> Tag.parse(tag))));
    }

    private Optional<String> refusal(RepositoryName name, Digest digest) {
        return gates.judge(name, digest, Duration.ZERO) instanceof Judgement.Refused(List<Objection> objections)
                ? Optional.of(GateWords.refusal(GateWords.image(name, digest), name, objections))
                : Optional.empty();
    }

    private static Asked asked(String word, String resource) {
        if (resource.indexOf('/') < 0 && resource.indexOf(':') < 0) {
            Optional<Action> onNamespace = onNamespace(word);
            if (onNamespace.isPresent()) {
                String namespace =
                        Call.parsed("resource", () -> Place.parse(resource)).namespace();
                return new Asked(
                        onNamespace.get(), Why.Resource.namespace(namespace), Optional.empty(), Optional.empty());
            }
        }
        int at = resource.indexOf('@');
        String bare = at < 0 ? resource : resource.substring(0, at);
        int colon = bare.indexOf(':', bare.lastIndexOf('/') + 1);
        String text = colon < 0 ? bare : bare.substring(0, colon);
        RepositoryName name = Call.parsed("resource", () -> RepositoryName.parse(text));
        return new Asked(
                onRepository(word),
                Why.Resource.of(name),
                colon < 0 ? Optional.empty() : Optional.of(bare.substring(colon + 1)),
                at < 0 ? Optional.empty() : Optional.of(resource.substring(at + 1)));
    }

    /// `configure` of a namespace is the same word as of a repository.
    private static Optional<Action> onNamespace(String word) {
        return switch (word) {
            case "read" -> Optional.of(Action.NAMESPACE_READ);
            case "configure" -> Optional.of(Action.NAMESPACE_CONFIGURE);
            case "administer" -> Optional.of(Action.NAMESPACE_ADMINISTER);
            default -> on(Action.Resource.NAMESPACE, word);
        };
    }

    private static Action onRepository(String word) {
        return on(Action.Resource.REPOSITORY, word)
                .orElseThrow(() -> RefusedException.invalid(
                        "action: expected pull, push, delete, read, configure or administer, and of a namespace also"
                                + " create-repository"));
    }

    private static Optional<Action> on(Action.Resource resource, String word) {
        return Arrays.stream(Action.values())
                .filter(action -> action.resource() == resource && action.id().equals(word))
                .findFirst();
    }

    private static void write(JsonWriter json, Explanation explained) {
        json.put("allowed", explained.allowed())
                .put("action", explained.action().id())
                .put("resource", explained.resource())
                .put("principal", explained.principal())
                .texts("by", explained.by().isEmpty() ? List.of() : List.of(explained.by()))
                .texts("holds", explained.holds())
                .putUnlessEmpty("missing", explained.missing());
    }
}
