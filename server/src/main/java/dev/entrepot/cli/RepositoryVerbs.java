package dev.entrepot.cli;

import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `repository-…`.
final class RepositoryVerbs {
    private static final String NAME = "NS/REPO";
    private static final Table REPOSITORIES = Table.of(
            text("REPOSITORY", "name"),
            text("VISIBILITY", "visibility"),
            time("CREATED", "createdAt"),
            text("LABELS", "labels"),
            text("DESCRIPTION", "description"));

    private RepositoryVerbs() {}

    static List<Verb> all() {
        return List.of(list(), show(), add(), set(), rename(), remove(), aliasRemove());
    }

    private static Verb list() {
        return Verb.named("repository-list", "List the repositories you may read")
                .optional("NS", "Only those of this namespace.")
                .oneOf("--visibility", List.of("public", "private"), "Only those of this visibility.")
                .examples("entrepot repository-list", "entrepot repository-list web --visibility public -o json")
                .lists(
                        REPOSITORIES,
                        call -> Target.of("repositories")
                                .query("namespace", call.word("NS"))
                                .query("visibility", call.value("--visibility")));
    }

    private static Verb show() {
        return Verb.named("repository-show", "Show a repository, its README and its former names")
                .parameter(NAME, "The repository.")
                .examples("entrepot repository-show web/shop", "entrepot repository-show web/shop -o json")
                .answers(call -> {
                    ImageName name = call.image(NAME);
                    call.show(
                            call.client(name).get(repository(name)),
                            "name",
                            "visibility",
                            "description",
                            "labels",
                            "immutable tags=immutableTags",
                            "former names=aliases",
                            "created=time:createdAt",
                            "version",
                            "readme");
                });
    }

    private static Verb add() {
        return settings(Verb.named("repository-add", "Make a repository, ahead of its first push"))
                .examples("entrepot repository-add web/shop --visibility public --label team=web")
                .answers(call -> {
                    ImageName name = call.image(NAME);
                    Document body = settings(call).with("name", name.repository());
                    call.result(
                            call.client(name).send("POST", Target.of("repositories"), body),
                            "There is a repository %s.",
                            name.repository());
                });
    }

    private static Verb set() {
        return settings(Verb.named("repository-set", "Change a repository's texts, labels or visibility"))
                .option("--readme", "FILE", "A README in Markdown; an empty file removes it.")
                .option("--immutable-tags", "RE2", "Tags that never move.")
                .examples(
                        "entrepot repository-set web/shop --description 'The shop' --readme README.md",
                        "entrepot repository-set web/shop --label team=web --label tier=1")
                .answers(call -> {
                    ImageName name = call.image(NAME);
                    Document body = settings(call).withText("immutableTags", call.value("--immutable-tags"));
                    body = call.has("--readme") ? body.with("readme", read(call.value("--readme"))) : body;
                    if (body.members().isEmpty()) {
                        throw new UsageException("nothing is to be changed; see `entrepot repository-set --help`");
                    }
                    call.result(
                            call.client(name).send("PATCH", repository(name), body),
                            "%s is changed.",
                            name.repository());
                });
    }

    private static Verb settings(Verb verb) {
        return verb.parameter(NAME, "The repository.")
                .oneOf("--visibility", List.of("private", "public"), "Who may pull: who has a role, or everybody.")
                .option("--description", "TEXT", "In a line.")
                .repeated("--label", "KEY=VALUE", "All labels it has then.");
    }

    private static Document settings(Call call) {
        Document body = Document.empty().withText("visibility", call.value("--visibility"));
        if (call.has("--description")) {
            body = body.with("description", call.value("--description"));
        }
        Map<String, Object> labels = new LinkedHashMap<>();
        for (String label : call.values("--label")) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--label: \"" + label + "\" is not of the form KEY=VALUE");
            }
            labels.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return labels.isEmpty() ? body : body.with("labels", labels);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }

    private static Verb rename() {
        return Verb.named("repository-rename", "Rename a repository with all it holds")
                .parameter("OLD", "Its name, NS/REPO.")
                .parameter("NEW", "What it is to be called, NS/REPO.")
                .notes("The old name answers pulls for 30 days, refuses pushes, and stays reserved.")
                .examples("entrepot repository-rename web/shop web/store")
                .answers(call -> {
                    ImageName old = call.image("OLD");
                    ImageName next = call.image("NEW");
                    Document renamed = call.client(old)
                            .send("PATCH", repository(old), Document.empty().with("name", next.repository()));
                    call.result(renamed, "%s is called %s.", old.repository(), next.repository());
                });
    }

    private static Verb remove() {
        return Verb.named("repository-rm", "Delete a repository, into the trash")
                .parameter(NAME, "The repository.")
                .flag("-f,--force", "Even when it holds images.")
                .flag("-n,--dry-run", "Only tell what would go, and how many bytes come back.")
                .notes("Its name is free at once; `entrepot image-restore NS/REPO` brings it back while that is so.")
                .examples("entrepot repository-rm web/old", "entrepot repository-rm web/old --force --dry-run")
                .answers(call -> {
                    ImageName name = call.image(NAME);
                    if (call.has("--dry-run")) {
                        Target forecast = Target.repository("forecasts", name.repository());
                        TrashWords.show(call, call.client(name).get(forecast));
                        return;
                    }
                    Target target = repository(name).query("force", call.has("--force") ? "true" : "");
                    Document deleted = call.client(name).send("DELETE", target, Document.empty());
                    call.result(deleted, TrashWords.deleted(deleted));
                });
    }

    private static Verb aliasRemove() {
        return Verb.named("repository-alias-rm", "Give a repository's former name free")
                .parameter("OLD", "The former name, NS/REPO.")
                .examples("entrepot repository-alias-rm web/shop")
                .does(call -> {
                    ImageName old = call.image("OLD");
                    call.client(old).send("DELETE", Target.repository("aliases", old.repository()), Document.empty());
                    call.say("%s is free.", old.repository());
                });
    }

    private static Target repository(ImageName name) {
        return Target.repository("repositories", name.repository());
    }
}
