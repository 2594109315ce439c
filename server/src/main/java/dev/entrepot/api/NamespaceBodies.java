package dev.entrepot.api;

import dev.entrepot.content.Keeping;
import dev.entrepot.content.Limits;
import dev.entrepot.content.NamespaceChange;
import dev.entrepot.content.ScanSetting;
import dev.entrepot.content.Template;
import dev.entrepot.content.Visibility;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Durations;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.RefusedException;
import dev.entrepot.retention.Policy;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What bodies say of namespaces.
final class NamespaceBodies {
    private static final int LONGEST_SETTING = 4_096;
    private static final int LONGEST_DESCRIPTION = 1_024;

    private NamespaceBodies() {}

    /// What the body names; of a template or limits named in part, the rest stays as it is.
    static NamespaceChange change(JsonObject body, Template template, Limits limits, Keeping keeping) {
        return new NamespaceChange(
                body.optionalText("description", LONGEST_DESCRIPTION),
                body.optionalObject("template").map(object -> template(object, template)),
                body.optionalObject("limits").map(object -> limits(object, limits)),
                body.optionalObject("keeping").map(object -> keeping(object, keeping)));
    }

    private static Template template(JsonObject body, Template old) {
        body.only("visibility", "immutableTags", "retention", "scanning");
        return Call.parsed(
                "template",
                () -> new Template(
                        visibility(body).orElse(old.visibility()),
                        body.optionalLines("immutableTags", LONGEST_SETTING).orElse(old.immutableTags()),
                        policy(body, Policy::parse).orElse(old.retention()),
                        body.optionalText("scanning", LONGEST_SETTING)
                                .map(ScanSetting::checked)
                                .orElse(old.scanning())));
    }

    /// `trashKeep` is a duration such as `30d`; null or absent text leaves it to the server.
    private static Keeping keeping(JsonObject body, Keeping old) {
        body.only("trashKeep", "immutableTags", "retention");
        return Call.parsed(
                "keeping",
                () -> new Keeping(
                        body.has("trashKeep") ? trashKeep(body) : old.trashKeep(),
                        body.optionalLines("immutableTags", LONGEST_SETTING).orElse(old.immutableTags()),
                        policy(body, Policy::ofNamespace).orElse(old.retention())));
    }

    /// As policies are written everywhere.
    static Optional<String> policy(JsonObject body, Function<String, Policy> parser) {
        return body.optionalLines("retention", LONGEST_SETTING)
                .map(text -> parser.apply(text).toString());
    }

    private static @Nullable Duration trashKeep(JsonObject body) {
        String text = body.text("trashKeep", LONGEST_SETTING);
        return text.isEmpty()
                ? null
                : Durations.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "trashKeep: expected a duration such as 30d, 24h or 0s, and got \"" + text + "\""));
    }

    static Optional<Visibility> visibility(JsonObject body) {
        return body.optionalText("visibility", LONGEST_SETTING)
                .map(text -> Visibility.of(text)
                        .orElseThrow(() -> RefusedException.invalid("visibility: expected public or private")));
    }

    static Limits limits(JsonObject body, Limits old) {
        body.only("repositories", "bytes");
        Optional<Optional<Long>> repositories = body.optionalNumberOrNull("repositories", 0);
        Optional<Optional<Long>> bytes = body.optionalNumberOrNull("bytes", 0);
        return new Limits(
                repositories.isPresent() ? repositories.get().orElse(null) : old.repositories(),
                bytes.isPresent() ? bytes.get().orElse(null) : old.bytes());
    }

    static void write(JsonWriter json, Limits limits) {
        json.object(
                "limits",
                inner -> inner.putNumber("repositories", Optional.ofNullable(limits.repositories()))
                        .putNumber("bytes", Optional.ofNullable(limits.bytes())));
    }

    static void write(JsonWriter json, Keeping keeping) {
        Duration trashKeep = keeping.trashKeep();
        json.object(
                "keeping",
                inner -> inner.put("trashKeep", trashKeep == null ? "" : Durations.text(trashKeep))
                        .putUnlessEmpty("immutableTags", keeping.immutableTags())
                        .putUnlessEmpty("retention", keeping.retention()));
    }

    static void write(JsonWriter json, Template template) {
        json.object(
                "template",
                inner -> inner.put("visibility", template.visibility().id())
                        .putUnlessEmpty("immutableTags", template.immutableTags())
                        .putUnlessEmpty("retention", template.retention())
                        .putUnlessEmpty("scanning", template.scanning()));
    }
}
