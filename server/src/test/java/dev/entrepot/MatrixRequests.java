package dev.entrepot;

import dev.entrepot.PlainClient.Ask;
import dev.entrepot.rest.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A request for every route of the server. Routes that change something have two: one that would change it, for those
/// who must be refused, and one that its handler turns down, for those who may.
final class MatrixRequests {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)(\\.\\.\\.)?}", Pattern.CASE_INSENSITIVE);
    private static final String ABSENT = "sha256:" + "0".repeat(64);
    private static final String NO_UPLOAD = "00000000-0000-4000-8000-000000000000";
    private static final String STALE = "\"999999\"";

    private final MatrixWorld world;
    private final Map<String, Form> forms = new HashMap<>();

    /// @param path values for the path's parameters, `name=value`, where they differ from the place asked about
    /// @param query behind the path, with its question mark
    private record Form(Map<String, String> path, String query, String body, List<String> headers) {}

    MatrixRequests(MatrixWorld world) {
        this.world = world;
        registry();
        people();
        robots();
        places();
        trash();
        policies();
        scanning();
        variants();
    }

    private void harmless(String label, String path, String query, String body, String... headers) {
        forms.put(label, form(path, query, body, headers));
    }

    private void effective(String label, String path, String query, String body, String... headers) {
        forms.put(label + "!", form(path, query, body, headers));
    }

    private static Form form(String path, String query, String body, String... headers) {
        Map<String, String> values = new HashMap<>();
        for (String pair : path.isEmpty() ? new String[0] : path.split(" ", -1)) {
            values.put(pair.split("=", -1)[0], pair.split("=", -1)[1]);
        }
        return new Form(values, query, body, List.of(headers));
    }

    private void registry() {
        String spare = "{spare}";
        harmless("blob.upload.open", "", "?mount=nonsense", "");
        effective("blob.upload.open", "", "?digest=" + "{new}", "new");
        harmless("blob.upload.append", "", "", "x", "Content-Type", "application/octet-stream");
        effective("blob.upload.append", "upload={open}", "", "x", "Content-Type", "application/octet-stream");
        harmless("blob.upload.finish", "", "?digest=" + ABSENT, "");
        effective("blob.upload.finish", "upload={open}", "?digest={new}", "new");
        effective("blob.upload.cancel", "upload={open}", "", "");
        effective("blob.upload.status", "upload={open}", "", "");
        harmless("blob.delete", "", "", "");
        effective("blob.delete", "digest=" + spare, "", "");
        effective("blob.get", "digest=" + spare, "", "");
        harmless("blob.get", "digest=" + spare, "", "");
        harmless("manifest.get", "reference=v1", "", "");
        harmless("manifest.put", "reference=v2", "", "{}");
        effective("manifest.put", "reference=v2", "", "{document}", "Content-Type", "{image}");
        effective("manifest.delete", "reference=v1", "", "");
        harmless("auth.token", "", "", "{form}", "Content-Type", "application/x-www-form-urlencoded");
        harmless("auth.login", "provider=none", "", "");
        harmless("auth.callback", "provider=none", "", "");
        harmless("auth.logout", "", "", "", "Sec-Fetch-Site", "same-origin");
    }

    private void people() {
        String password = "a password that is new";
        harmless("api.whoami.password", "", "", "{\"current\":\"x\"}");
        effective(
                "api.whoami.password",
                "",
                "",
                "{\"current\":\"" + ApiClient.PASSWORD + "\",\"new\":\"" + password + "\"}");
        harmless("api.tokens.list", "", "?user=admin", "");
        harmless("api.tokens.add", "", "", "{\"name\":\"\"}");
        effective("api.tokens.add", "", "", "{\"name\":\"intruder\"}");
        harmless("api.tokens.remove", "id=none", "?user=disabled", "");
        effective("api.tokens.remove", "id=plain", "?user=admin", "");
        harmless("api.users.get", "name=stranger", "", "");
        harmless("api.users.add", "", "", "{\"name\":\"stranger\",\"password\":\"" + password + "\"}");
        effective("api.users.add", "", "", "{\"name\":\"intruder\",\"password\":\"" + password + "\"}");
        harmless("api.users.change", "name=nobody", "", "{\"role\":\"admin\"}");
        effective("api.users.change", "name=stranger", "", "{\"role\":\"admin\"}");
        harmless("api.users.remove", "name=nobody", "", "");
        effective("api.users.remove", "name=spare", "", "");
        harmless("api.teams.add", "", "", "{\"name\":\"web\"}");
        effective("api.teams.add", "", "", "{\"name\":\"intruders\"}");
        harmless("api.teams.get", "team=web", "", "");
        harmless("api.teams.change", "team=none", "", "{\"description\":\"x\"}");
        effective("api.teams.change", "team=web", "", "{\"description\":\"x\"}");
        harmless("api.teams.remove", "team=none", "", "");
        effective("api.teams.remove", "team=web", "", "");
        harmless("api.teams.members.add", "team=web user=nobody", "", "");
        effective("api.teams.members.add", "team=web user=spare", "", "");
        harmless("api.teams.members.remove", "team=web user=nobody", "", "");
        effective("api.teams.members.remove", "team=web user=team-writer", "", "");
        harmless("api.teams.groups.add", "team=none", "?provider=ldap&group=g", "");
        effective("api.teams.groups.add", "team=web", "?provider=ldap&group=g", "");
        harmless("api.teams.groups.remove", "team=none", "?provider=ldap&group=web", "");
        effective("api.teams.groups.remove", "team=web", "?provider=ldap&group=web", "");
        harmless("device.start", "", "", "{\"provider\":7}");
        harmless("device.token", "", "", "{\"deviceCode\":\"none\"}");
    }

    private void robots() {
        String trust = "{\"issuer\":\"https://ci.example\",\"audience\":\"here\",\"condition\":\"true\"}";
        harmless("api.robots.list", "", "?namespace={namespace}", "");
        harmless("api.robots.add", "", "", "{\"name\":\"{namespace}+x\",\"allow\":[\"paint:{place}\"]}");
        effective("api.robots.add", "", "", "{\"name\":\"{namespace}+x\",\"allow\":[\"pull:{place}\"]}");
        for (String label : List.of(
                "api.robots.get",
                "api.robots.remove",
                "api.robots.secrets.remove",
                "api.trusts.list",
                "api.trusts.remove")) {
            harmless(label, "name={namespace}+none id=none", "", "");
            effective(label, "name={namespace}+ci id=none", "", "");
        }
        harmless("api.robots.change", "name={namespace}+none", "", "{\"disabled\":true}");
        effective("api.robots.change", "name={namespace}+ci", "", "{\"disabled\":true}");
        harmless("api.robots.rotate", "name={namespace}+none", "", "{}");
        effective("api.robots.rotate", "name={namespace}+ci", "", "{}");
        harmless("api.trusts.add", "name={namespace}+none", "", trust);
        effective("api.trusts.add", "name={namespace}+ci", "", trust);
    }

    private void variants() {
        String stale = STALE;
        harmless("api.tokens.list#own", "", "", "");
        harmless("api.grants.list#own", "", "", "");
        harmless("api.quota.get#all", "", "", "");
        harmless("api.audit.list#all", "", "?limit=1", "");
        harmless("api.repositories.add#visibility", "", "", "{\"name\":\"{place}\",\"visibility\":\"none\"}");
        effective(
                "api.repositories.add#visibility",
                "",
                "",
                "{\"name\":\"{namespace}/intruder\",\"visibility\":\"public\"}");
        harmless("api.repositories.change#visibility", "", "", "{\"visibility\":\"public\"}", "If-Match", stale);
        effective("api.repositories.change#visibility", "", "", "{\"visibility\":\"public\"}");
        harmless("api.repositories.change#name", "", "", "{\"name\":\"{place}-2\"}", "If-Match", stale);
        effective("api.repositories.change#name", "", "", "{\"name\":\"{place}-2\"}");
        harmless("api.namespaces.change#limits", "", "", "{\"limits\":{\"bytes\":1}}", "If-Match", stale);
        effective("api.namespaces.change#limits", "", "", "{\"limits\":{\"bytes\":1}}");
        harmless("api.grants.list#namespace", "", "?on={namespace}", "");
        harmless("api.grants.put#namespace", "", "", "{\"role\":\"owner\",\"to\":\"nobody\",\"on\":\"{namespace}\"}");
        effective("api.grants.put#namespace", "", "", "{\"role\":\"owner\",\"to\":\"spare\",\"on\":\"{namespace}\"}");
        harmless("api.grants.remove#namespace", "", "?role=reader&to=nobody&on={namespace}", "");
        effective("api.grants.remove#namespace", "", "?role=reader&to=reader&on={namespace}", "");
        harmless("api.immutability.set#namespace", "", "?on={namespace}", "{\"rules\":[\"(\"]}");
        effective("api.immutability.set#namespace", "", "?on={namespace}", "{\"rules\":[\"v.*\"]}");
        harmless("api.retention.set#namespace", "", "?on={namespace}", "{\"rules\":[\"paint\"]}");
        effective("api.retention.set#namespace", "", "?on={namespace}", "{\"rules\":[\"drop all\"]}");
        harmless("api.deployments.remove#namespace", "name=none", "?namespace={namespace}", "");
        harmless("api.why#namespace", "", "?action=read&resource={namespace}", "");
        harmless("api.why#as", "", "?action=pull&resource={place}&as=spare", "");
    }

    private void places() {
        harmless("api.grants.list", "", "?on={place}", "");
        harmless("api.grants.put", "", "", "{\"role\":\"owner\",\"to\":\"nobody\",\"on\":\"{place}\"}");
        effective("api.grants.put", "", "", "{\"role\":\"owner\",\"to\":\"spare\",\"on\":\"{place}\"}");
        harmless("api.grants.remove", "", "?role=reader&to=nobody&on={place}", "");
        effective("api.grants.remove", "", "?role=reader&to=app-reader&on={place}", "");
        harmless("api.jobs.submit", "", "", "{\"kind\":\"none\"}");
        harmless("api.jobs.submit#namespace", "", "", "{\"kind\":\"none\",\"namespace\":\"{namespace}\"}");
        for (String label : List.of("api.jobs.get", "api.jobs.cancel")) {
            harmless(label, "id=none", "", "");
        }
        harmless("api.namespaces.add", "", "", "{\"name\":\"team\"}");
        effective("api.namespaces.add", "", "", "{\"name\":\"intruders\"}");
        harmless("api.namespaces.change", "", "", "{\"description\":\"x\"}", "If-Match", STALE);
        effective("api.namespaces.change", "", "", "{\"description\":\"x\"}");
        harmless("api.quota.get", "", "?namespace={namespace}", "");
        harmless("api.quota.set", "", "?namespace={namespace}", "{\"bytes\":\"many\"}");
        effective("api.quota.set", "", "?namespace={namespace}", "{\"bytes\":1}");
        harmless("api.repositories.add", "", "", "{\"name\":\"{place}\",\"description\":7}");
        effective("api.repositories.add", "", "", "{\"name\":\"{namespace}/intruder\"}");
        harmless("api.repositories.change", "", "", "{\"description\":\"x\"}", "If-Match", STALE);
        effective("api.repositories.change", "", "", "{\"description\":\"x\"}");
        effective("api.repositories.remove", "", "?force=true", "");
        String move = "{\"moves\":[{\"source\":\"{place}:v1\",\"target\":\"{place}:v2\"}]}";
        harmless("api.tags.move", "", "", move.replace(":v1", ":none"));
        effective("api.tags.move", "", "", move);
        String nothing = "{\"on\":\"{place}\",\"at\":\"2999-01-01T00:00:00Z\"}";
        String all = "{\"on\":\"{place}\",\"at\":\"2000-01-01T00:00:00Z\",\"exact\":true}";
        harmless("api.rewinds.add", "", "", nothing);
        harmless("api.rewinds.add#namespace", "", "", nothing.replace("{place}", "{namespace}"));
        effective("api.rewinds.add#namespace", "", "", all.replace("{place}", "{namespace}"));
        harmless(
                "api.rewinds.add#exact",
                "",
                "",
                nothing.replace("}", ",\"exact\":true}").replace("{place,\"exact\":true}", "{place}"));
        effective("api.rewinds.add#exact", "", "", all);
        harmless("api.images.get", "", "?reference=v1", "");
        harmless("api.history.list", "", "?tag=v1", "");
        for (String label : List.of("api.images.list", "api.digests.list")) {
            harmless(label, "", "?on={place}", "");
            harmless(label + "#namespace", "", "?on={namespace}", "");
            harmless(label + "#all", "", "", "");
        }
        harmless("api.immutability.list", "", "?namespace={namespace}", "");
        harmless("api.immutability.set", "", "?on={place}", "{\"rules\":[\"(\"]}");
        effective("api.immutability.set", "", "?on={place}", "{\"rules\":[\"v.*\"]}");
        harmless("api.retention.list", "", "?namespace={namespace}", "");
        harmless("api.retention.plan", "", "?namespace={namespace}", "");
        harmless("api.retention.set", "", "?on={place}", "{\"rules\":[\"paint\"]}");
        effective("api.retention.set", "", "?on={place}", "{\"rules\":[\"drop all\"]}");
        deployments();
        waivers();
        harmless("api.why", "", "?action=pull&resource={place}", "");
        harmless("api.audit.list", "", "?namespace={namespace}&limit=1", "");
    }

    private void deployments() {
        String images = "{\"images\":[\"{place}@" + ABSENT + "\"],\"expires\":\"";
        harmless("api.deployments.list", "", "?namespace={namespace}", "");
        harmless("api.deployments.put", "name=none", "", images + "soon\"}");
        effective("api.deployments.put", "name=none", "", images + "1d\"}");
        harmless("api.deployments.remove", "name=none", "", "");
    }

    private void scanning() {
        String image = "?image={place}:v1";
        harmless("api.scan.get", "", image, "");
        harmless("api.scan.request", "", "?image={place}@" + ABSENT, "");
        effective("api.scan.request", "", image, "");
        harmless("api.sbom.get", "", image + "&format=spdx-json", "");
        harmless("api.sbom.attached", "", image, "");
        harmless("api.diff", "", "?from={place}:v1&to={place}:v1", "");
        for (String label : List.of("api.packages.search", "api.events.list")) {
            String asked = label.equals("api.events.list") ? "?" : "?query=glibc&";
            harmless(label, "", asked + "on={place}", "");
            harmless(label + "#namespace", "", asked + "on={namespace}", "");
            harmless(label + "#all", "", asked + "limit=1", "");
        }
    }

    private void waivers() {
        String exemption = "{\"issueId\":\"CVE-2026-0001\",\"reason\":\"x\"}";
        String vex = "{\"@context\":\"https://openvex.dev/ns/v0.2.0\",\"@id\":\"x\",\"author\":\"x\","
                + "\"timestamp\":\"2026-01-01T00:00:00Z\",\"version\":1,\"statements\":[{\"vulnerability\":"
                + "{\"name\":\"CVE-2026-0001\"},\"products\":[{\"@id\":\"pkg:npm/x\"}],\"status\":\"fixed\"}]}";
        for (String variant : List.of("", "#namespace")) {
            String on = "?on=" + (variant.isEmpty() ? "{place}" : "{namespace}");
            harmless("api.exemptions.add" + variant, "", on, exemption.replace("CVE-2026-0001", "none"));
            effective("api.exemptions.add" + variant, "", on, exemption);
            harmless("api.exemptions.remove" + variant, "", on + "&issue=CVE-2026-0001", "");
            harmless("api.vex.add" + variant, "", on, "{}");
            effective("api.vex.add" + variant, "", on, vex);
            harmless("api.vex.remove" + variant, "", on + "&id=none", "");
            harmless("api.vex.get" + variant, "", on + "&id=none", "");
        }
        harmless("api.exemptions.list", "", "?namespace={namespace}", "");
        harmless("api.vex.list", "", "?namespace={namespace}", "");
        harmless("api.vex.attached.list", "", "?reference=v1", "");
        harmless("api.vex.attached.accept", "", "?digest=" + ABSENT, "");
    }

    private void policies() {
        harmless("api.policies.list", "", "?namespace={namespace}", "");
        harmless("api.policies.list#all", "", "", "");
        for (String place : List.of("place", "namespace")) {
            String on = "?on={" + place + "}";
            String variant = place.equals("place") ? "" : "#namespace";
            for (String label : List.of("get", "remove", "apply", "undo", "plan")) {
                harmless("api.policies." + label + variant, "name=none", on, "");
            }
            String terms = "{\"effect\":\"deny\",\"when\":\"tag == 'x'\"}";
            harmless("api.policies.put" + variant, "name=none", on, terms.replace("deny", "paint"));
            effective("api.policies.put" + variant, "name=none", on, terms);
            harmless("api.policies.rehearse" + variant, "", on, terms);
        }
    }

    private void trash() {
        String absent = "?reference=" + ABSENT;
        harmless("api.images.remove", "", absent, "");
        effective("api.images.remove", "", "?reference=v1", "");
        harmless("api.forecasts.get", "", "?reference=v1", "");
        harmless("api.forecasts.namespace", "", "?namespace={namespace}", "");
        harmless("api.locks.put", "", absent, "{\"reason\":\"x\"}");
        effective("api.locks.put", "", "?reference=v1", "{\"reason\":\"x\"}");
        harmless("api.locks.remove", "", absent, "");
        harmless("api.trash.list", "", "?on={namespace}", "");
        harmless("api.trash.empty", "", "?image={place}@" + ABSENT, "");
        effective("api.trash.empty", "", "?image={place}", "");
        // Nothing else that may be asked of a namespace's trash comes to nothing.
        harmless("api.trash.empty#namespace", "", "?image={namespace}&limit=1", "");
        effective("api.trash.empty#namespace", "", "?image={namespace}", "");
        harmless("api.restores.add", "", "", "{\"image\":\"{place}@" + ABSENT + "\"}");
        effective("api.restores.add", "", "", "{\"image\":\"{place}:v1\"}");
        harmless("api.restores.add#namespace", "", "", "{\"image\":\"{namespace}\"}");
        harmless("api.prunes.add", "", "", "{\"on\":\"{place}\",\"dryRun\":true}");
        effective("api.prunes.add", "", "", "{\"on\":\"{place}\"}");
        harmless("api.prunes.add#namespace", "", "", "{\"on\":\"{namespace}\",\"dryRun\":true}");
        effective("api.prunes.add#namespace", "", "", "{\"on\":\"{namespace}\"}");
    }

    /// Further requests of a route, each with an action of its own.
    List<String> variants(Route route) {
        return forms.keySet().stream()
                .filter(label -> label.startsWith(route.label() + "#") && !label.endsWith("!"))
                .toList();
    }

    /// @param label of the route, or of a variant
    /// @param mayChange whether the one that would change something is meant
    /// @param credential the header of the one who asks, which a form may have to repeat
    Ask of(Route route, String label, String state, boolean mayChange, String credential) {
        Form form = Optional.ofNullable(forms.get(label + "!"))
                .filter(found -> mayChange)
                .or(() -> Optional.ofNullable(forms.get(label)))
                .orElse(form("", "", ""));
        Matcher parameters = PARAMETER.matcher(route.path().toString());
        StringBuilder path = new StringBuilder();
        while (parameters.find()) {
            String value = Optional.ofNullable(form.path.get(parameters.group(1)))
                    .orElseGet(() -> usual(route, parameters.group(1)));
            parameters.appendReplacement(path, Matcher.quoteReplacement(value));
        }
        parameters.appendTail(path);
        boolean bodiless = List.of("GET", "HEAD").contains(route.method());
        String body = bodiless ? "" : filled(form.body.replace("{form}", tokenForm(credential)), state);
        List<String> headers = new ArrayList<>(bodiless ? List.of() : form.headers);
        if (!body.isEmpty() && !headers.contains("Content-Type")) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        return Ask.of(
                route.method(),
                filled(path + form.query, state),
                body,
                headers.stream().map(header -> filled(header, state)).toArray(String[]::new));
    }

    /// A request about the place of a state, whose path and headers may name `{place}`, `{namespace}` and what lies
    /// there.
    Ask ask(String method, String path, String state, String... headers) {
        return Ask.of(
                method,
                filled(path, state),
                "",
                List.of(headers).stream().map(header -> filled(header, state)).toArray(String[]::new));
    }

    /// What the token endpoint takes by POST, made of a header.
    private static String tokenForm(String credential) {
        if (!credential.startsWith("B")) {
            return "grant_type=password";
        }
        String value = credential.substring(credential.indexOf(' ') + 1);
        if (credential.startsWith("Bearer ")) {
            return "grant_type=refresh_token&refresh_token=" + encoded(value);
        }
        String[] pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).split(":", 2);
        return "grant_type=password&username=" + encoded(pair[0]) + "&password=" + encoded(pair[1]);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String usual(Route route, String parameter) {
        return switch (parameter) {
            case "repository" -> "{place}";
            case "namespace" -> "{namespace}";
            case "name" -> {
                if (route.path().toString().contains("{name...}")) {
                    yield "{place}";
                }
                throw new IllegalStateException(route + ": what is its {name}?");
            }
            case "digest", "reference" -> ABSENT;
            case "upload" -> NO_UPLOAD;
            default -> throw new IllegalStateException(route + ": what is its {" + parameter + "}?");
        };
    }

    private String filled(String text, String state) {
        if (text.indexOf('{') < 0) {
            return text;
        }
        String place = Optional.ofNullable(MatrixWorld.PLACES.get(state)).orElseThrow();
        Optional<MatrixWorld.Contents> contents = world.contents(state);
        return text.replace("{place}", place)
                .replace("{namespace}", place.substring(0, place.indexOf('/')))
                .replace("{spare}", contents.map(c -> c.spare().toString()).orElse(ABSENT))
                .replace(
                        "{manifest}", contents.map(c -> c.manifest().toString()).orElse(ABSENT))
                .replace("{open}", contents.map(MatrixWorld.Contents::upload).orElse(NO_UPLOAD))
                .replace("{new}", MatrixWorld.digest("new"))
                .replace("{image}", MatrixWorld.IMAGE)
                .replace(
                        "{document}",
                        contents.map(MatrixWorld.Contents::document).orElse("{}"));
    }
}
