package dev.entrepot;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// `openapi.yaml` as tests look at it.
final class OpenApi {
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode document;
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> known = new LinkedHashMap<>();

    private OpenApi(JsonNode document) {
        this.document = document;
    }

    static OpenApi read() {
        try (InputStream file = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            return new OpenApi(new YAMLMapper().readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One operation.
    ///
    /// @param parameters of the path item too, references followed
    record Operation(String method, String path, JsonNode node, List<JsonNode> parameters) {
        String key() {
            return method + " " + path;
        }

        List<String> parametersIn(String place) {
            return parameters.stream()
                    .filter(parameter -> parameter.path("in").asString().equals(place))
                    .map(parameter -> parameter.path("name").asString())
                    .sorted()
                    .toList();
        }
    }

    JsonNode document() {
        return document;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths").properties().forEach(path -> {
            List<JsonNode> shared = parameters(path.getValue());
            path.getValue().properties().forEach(member -> {
                if (!member.getKey().equals("parameters")) {
                    List<JsonNode> all = new ArrayList<>(shared);
                    all.addAll(parameters(member.getValue()));
                    operations.add(new Operation(
                            member.getKey().toUpperCase(java.util.Locale.ROOT), path.getKey(), member.getValue(), all));
                }
            });
        });
        return operations;
    }

    private List<JsonNode> parameters(JsonNode holder) {
        List<JsonNode> parameters = new ArrayList<>();
        holder.path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        return parameters;
    }

    /// Follows a reference into the document itself.
    JsonNode resolved(JsonNode node) {
        if (!node.has("$ref")) {
            return node;
        }
        String reference = node.path("$ref").asString();
        JsonNode target = document.at(reference.substring(1));
        if (target.isMissingNode()) {
            throw new AssertionError("nothing is at " + reference);
        }
        return target;
    }

    /// All references of the document.
    Set<String> references() {
        Set<String> references = new TreeSet<>();
        collect(document, references);
        return references;
    }

    private static void collect(JsonNode node, Set<String> references) {
        if (node.isObject() && node.path("$ref").isString()) {
            references.add(node.path("$ref").asString());
        }
        node.forEach(child -> collect(child, references));
    }

    /// What an answer has that the description does not promise; empty when all is well.
    List<String> complaints(String method, String path, int status, String contentType, String body) {
        Optional<Operation> operation = operations().stream()
                .filter(each -> each.method().equals(method) && matches(each.path(), path))
                .findFirst();
        if (operation.isEmpty()) {
            return List.of("not described: " + method + " " + path);
        }
        JsonNode responses = operation.get().node().path("responses");
        JsonNode response = resolved(
                responses.has(Integer.toString(status))
                        ? responses.path(Integer.toString(status))
                        : responses.path("default"));
        if (response.isMissingNode() || (status < 400 && !responses.has(Integer.toString(status)))) {
            return List.of("no answer " + status + " is described for "
                    + operation.get().key());
        }
        if (!response.has("content")) {
            return body.isEmpty() ? List.of() : List.of("no body is described for " + status);
        }
        JsonNode schema =
                response.path("content").path(contentType.split(";", 2)[0]).path("schema");
        if (schema.isMissingNode()) {
            return List.of("no content of type " + contentType + " is described for " + status);
        }
        return contentType.startsWith("application/json") ? violations(schema, body) : List.of();
    }

    /// What a document has against a schema of this description.
    List<String> violations(JsonNode schema, String body) {
        Schema validator = known.computeIfAbsent(schema.toString(), text -> {
            ObjectNode whole = (ObjectNode) schema.deepCopy();
            whole.set("components", document.path("components"));
            return schemas.getSchema(whole);
        });
        return validator.validate(JSON.readTree(body)).stream()
                .map(Object::toString)
                .toList();
    }

    /// A parameter takes one segment, but the last one named `repository` takes several.
    private static boolean matches(String template, String path) {
        StringBuilder pattern = new StringBuilder();
        for (String part : template.substring(1).split("/", -1)) {
            pattern.append('/')
                    .append(
                            part.equals("{repository}")
                                    ? ".+"
                                    : part.startsWith("{") ? "[^/]+" : java.util.regex.Pattern.quote(part));
        }
        return path.matches(pattern.toString());
    }
}
