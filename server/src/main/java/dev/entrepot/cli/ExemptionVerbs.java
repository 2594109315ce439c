package dev.entrepot.cli;

import static dev.entrepot.cli.Table.cell;
import static dev.entrepot.cli.Table.text;
import static dev.entrepot.cli.Table.time;

import dev.entrepot.client.ApiClient;
import dev.entrepot.client.Document;
import dev.entrepot.client.ImageName;
import dev.entrepot.client.Target;
import java.util.List;

/// `exemption-…`.
final class ExemptionVerbs {
    private static final String EXEMPTIONS = "exemptions";
    private static final String SCOPE = "--scope";
    private static final String ISSUE = "--issue-id";
    private static final Table LISTED = Table.of(
            text("SCOPE", "scope"),
            text("ISSUE", "issueId"),
            cell("EXPIRES", ExemptionVerbs::end),
            text("BY", "author"),
            text("REASON", "reason"));
    private static final Table TYPES = Table.of(text("TYPE", "id"), text("EXAMPLE", "example"), text("ABOUT", "about"));

    private ExemptionVerbs() {}

    static List<Verb> all() {
        return List.of(add(), remove(), list(), types());
    }

    private static String end(Document exemption) {
        if (exemption.flag("expired")) {
            return "expired";
        }
        return exemption.has("expiresAt") ? Words.time(exemption.text("expiresAt")) : "never";
    }

    private static Verb scoped(String name, String summary) {
        return Verb.named(name, summary)
                .option(SCOPE, "NS[/REPO[:TAG]]", "Where: a namespace, a repository, or the images that a tag has now.")
                .option(ISSUE, "ID", "CVE-…, GHSA-… or any other id of the issue, in any case.");
    }

    private static Verb add() {
        return scoped("exemption-add", "Let a finding not count, and say why")
                .option("--reason", "TEXT", "Why, for whoever asks later.")
                .option("--expires", "TIME", "After so long, such as 30d, or at 2027-01-31T00:00:00Z. Default: never")
                .notes(
                        "Takes the right to set policies there (maintainer). It holds for images whose finding has this id or",
                        "has it among its other ids. One for a tag covers the digests that the tag points to now, and not",
                        "what is pushed to it later. Granting again replaces reason, end and digests.")
                .examples(
                        "entrepot exemption-add --scope web/shop:v1 --issue-id CVE-2021-44228 \\",
                        "    --reason 'JNDI is switched off, see TICKET-7' --expires 30d",
                        "entrepot exemption-add --scope web --issue-id GHSA-jfh8-c2jp-5v3q --reason 'not reachable'")
                .answers(call -> {
                    ImageName scope = scope(call);
                    Document answer = call.client(scope)
                            .send(
                                    "POST",
                                    Target.of(EXEMPTIONS).query("on", scope.local()),
                                    Document.empty()
                                            .with("issueId", call.needed(ISSUE))
                                            .with("reason", call.needed("--reason"))
                                            .withText("expires", call.value("--expires")));
                    String covers = answer.number("digests") > 0
                            ? ", for the " + answer.number("digests") + " digests that it has now"
                            : "";
                    call.result(
                            answer,
                            "%s does not count in %s%s. Ends: %s.",
                            answer.text("issueId"),
                            answer.text("scope"),
                            covers,
                            end(answer));
                });
    }

    private static ImageName scope(Call call) {
        return ImageName.parse(call.needed(SCOPE));
    }

    private static Verb remove() {
        return scoped("exemption-rm", "Let a finding count again")
                .notes("Scope and issue are those of `exemption-list`.")
                .examples("entrepot exemption-rm --scope web/shop:v1 --issue-id CVE-2021-44228")
                .does(call -> {
                    ImageName scope = scope(call);
                    ApiClient client = call.client(scope);
                    client.send(
                            "DELETE",
                            Target.of(EXEMPTIONS).query("on", scope.local()).query("issue", call.needed(ISSUE)),
                            Document.empty());
                    call.say("%s counts again in %s.", call.needed(ISSUE), scope.local());
                });
    }

    private static Verb list() {
        return Verb.named("exemption-list", "List the exemptions of a namespace, its repositories and tags")
                .parameter("NS", "The namespace.")
                .notes("Those that expired are shown for another 90 days.")
                .examples("entrepot exemption-list web", "entrepot exemption-list web -o json")
                .lists(
                        LISTED.plus(time("GRANTED", "createdAt")),
                        call -> Target.of(EXEMPTIONS).query("namespace", call.word("NS")));
    }

    private static Verb types() {
        return Verb.named("exemption-types", "List the kinds of issue that can be exempted")
                .examples("entrepot exemption-types")
                .answers(call -> {
                    try (Listing listing = new Listing(call.surroundings().out(), TYPES, call.json())) {
                        listing.print(
                                call.client().get(Target.of("exemption-types")).objects("items"));
                    }
                });
    }
}
