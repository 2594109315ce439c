package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;

import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.ArrayList;
import java.util.List;

/// `tag-immutability-…`.
final class ImmutabilityVerbs {
    private static final String PLACE = "NS[/REPO]";
    private static final Table RULES = Table.of(
            text("ON", "on"),
            text("HOLDS FOR", "kind"),
            cell("RULES", rules -> String.join("   ", rules.texts("rules"))));

    private ImmutabilityVerbs() {}

    static List<Verb> all() {
        return List.of(set(), list());
    }

    private static Verb set() {
        return Verb.named("tag-immutability-set", "Say which tags stay where they point")
                .parameter(
                        PLACE, "The namespace, for all its repositories, or one repository, which need not exist yet.")
                .repeated("--tags", "RE2", "Tags that this expression matches as a whole.")
                .repeated("--semver", "RANGE", "Tags that are versions of this range, a leading v aside.")
                .repeated("--all-but", "RE2", "All tags but those that this expression matches.")
                .flag("--none", "No tags; rules of the namespace go on to hold.")
                .notes(
                        "Options may be repeated and combined; they replace the rules that stand there.",
                        "A tag is frozen when any rule freezes it. Tags of signatures (sha256-…) never are.")
                .examples(
                        "entrepot tag-immutability-set web/shop --tags 'v[0-9].*'",
                        "entrepot tag-immutability-set web --semver '>=1.0.0'",
                        "entrepot tag-immutability-set web/shop --all-but 'latest|dev-.*'")
                .answers(call -> {
                    List<String> rules = new ArrayList<>(call.values("--tags"));
                    call.values("--semver").forEach(range -> rules.add("semver:" + range));
                    call.values("--all-but").forEach(but -> rules.add("!" + but));
                    if (rules.isEmpty() != call.has("--none")) {
                        throw new UsageException("say --tags, --semver or --all-but, or else --none");
                    }
                    ImageName place = call.image(PLACE);
                    call.result(
                            call.client(place)
                                    .send(
                                            "PUT",
                                            Target.of("immutability").query("on", place.repository()),
                                            Document.empty().with("rules", rules)),
                            rules.isEmpty() ? "%s freezes no tags." : "%s freezes tags by %s.",
                            place.repository(),
                            String.join(", ", rules));
                });
    }

    private static Verb list() {
        return Verb.named("tag-immutability-list", "List the rules for tags that stay where they point")
                .parameter("NS", "The namespace.")
                .examples("entrepot tag-immutability-list web", "entrepot tag-immutability-list web -o json")
                .lists(RULES, call -> Target.of("immutability").query("namespace", call.word("NS")));
    }
}
