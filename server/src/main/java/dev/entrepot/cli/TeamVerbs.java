package dev.entrepot.cli;

import static dev.entrepot.cli.Table.text;

import dev.entrepot.client.Document;
import dev.entrepot.client.Target;
import java.util.List;

/// `team …`.
final class TeamVerbs {
    private static final Table TEAMS = Table.of(text("NAME", "name"), text("DESCRIPTION", "description"));

    private TeamVerbs() {}

    static List<Verb> all() {
        return List.of(
                add(),
                list(),
                show(),
                remove(),
                member("member-add", "Put an account into a team", "PUT", "%s is in %s."),
                member("member-rm", "Take an account out of a team", "DELETE", "%s is out of %s."),
                group("group-add", "Let everyone of a provider's group be in a team", "PUT", "Who is in %s is in %s."),
                group(
                        "group-rm",
                        "End that everyone of a provider's group is in a team",
                        "DELETE",
                        "Who is in %s is no more in %s by that."));
    }

    private static Verb add() {
        return Verb.named("team add", "Make a team")
                .parameter("NAME", "Lower case letters, digits, dots, dashes and underscores.")
                .option("--description", "TEXT", "What it is for.")
                .examples("entrepot team add web --description 'Who makes the web shop'")
                .answers(call -> call.result(
                        call.send(
                                "POST",
                                Target.of("teams"),
                                Document.empty()
                                        .with("name", call.word("NAME"))
                                        .withText("description", call.value("--description"))),
                        "There is a team %s.",
                        call.word("NAME")));
    }

    private static Verb list() {
        return Verb.named("team list", "List the teams")
                .examples("entrepot team list", "entrepot team list -o json")
                .lists(TEAMS, call -> Target.of("teams"));
    }

    private static Verb show() {
        return Verb.named("team show", "Show a team, its members and its groups")
                .parameter("NAME", "The team.")
                .examples("entrepot team show web")
                .answers(call -> {
                    Document team = call.client().get(Target.of("teams", call.word("NAME")));
                    if (call.json()) {
                        call.show(team);
                        return;
                    }
                    List<String> members = team.objects("members").stream()
                            .map(member -> member.text("name"))
                            .toList();
                    List<String> groups = team.objects("groups").stream()
                            .map(group -> group.text("provider") + ":" + group.text("group"))
                            .toList();
                    call.show(
                            team.with("members", members).with("groups", groups),
                            "name",
                            "description",
                            "members",
                            "groups");
                });
    }

    private static Verb remove() {
        return Verb.named("team rm", "Delete a team and its grants")
                .parameter("NAME", "The team.")
                .examples("entrepot team rm web")
                .does(call -> {
                    call.send("DELETE", Target.of("teams", call.word("NAME")), Document.empty());
                    call.say("The team %s is deleted.", call.word("NAME"));
                });
    }

    private static Verb member(String verb, String summary, String method, String said) {
        return Verb.named("team " + verb, summary)
                .parameter("TEAM", "The team.")
                .parameter("USER", "The account.")
                .examples("entrepot team " + verb + " web alice")
                .does(call -> {
                    call.send(
                            method,
                            Target.of("teams", call.word("TEAM"), "members", call.word("USER")),
                            Document.empty());
                    call.say(said, call.word("USER"), call.word("TEAM"));
                });
    }

    private static Verb group(String verb, String summary, String method, String said) {
        return Verb.named("team " + verb, summary)
                .parameter("TEAM", "The team.")
                .parameter("GROUP", "The group, as the provider names it.")
                .option("--provider", "NAME", "A provider of single sign-on; `entrepot info` lists them.")
                .examples("entrepot team " + verb + " web developers --provider corp")
                .does(call -> {
                    Target groups = Target.of("teams", call.word("TEAM"), "groups")
                            .query("provider", call.needed("--provider"))
                            .query("group", call.word("GROUP"));
                    call.send(method, groups, Document.empty());
                    call.say(said, call.word("GROUP"), call.word("TEAM"));
                });
    }
}
