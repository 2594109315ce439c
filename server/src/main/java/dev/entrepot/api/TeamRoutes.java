package dev.entrepot.api;

import dev.entrepot.access.Action;
import dev.entrepot.directory.Team;
import dev.entrepot.directory.TeamGroup;
import dev.entrepot.directory.TeamMember;
import dev.entrepot.directory.Teams;
import dev.entrepot.http.Response;
import dev.entrepot.rest.Call;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.JsonObject;
import dev.entrepot.rest.JsonWriter;
import dev.entrepot.rest.Page;
import dev.entrepot.rest.Refusals;
import dev.entrepot.rest.Route;
import java.util.List;

/// `/api/v1/teams`.
final class TeamRoutes {
    private static final String TEAMS = "/api/v1/teams";
    private static final String TEAM = TEAMS + "/{team}";
    private static final String MEMBER = TEAM + "/members/{user}";
    private static final String GROUPS = TEAM + "/groups";
    private static final int LONGEST = 1_000;

    /// Of members and of groups, as one document shows them; more are shown by no page yet.
    private static final int SHOWN = 10_000;

    private final Teams teams;

    TeamRoutes(Teams teams) {
        this.teams = teams;
    }

    List<Endpoint> endpoints(Guard guard) {
        return List.of(
                guard.registry(
                        Route.of("api.teams.list", "GET", TEAMS)
                                .needs(Action.SELF)
                                .paged(),
                        this::list),
                guard.registry(Route.of("api.teams.add", "POST", TEAMS).needs(Action.TEAMS), this::add),
                guard.registry(Route.of("api.teams.get", "GET", TEAM).needs(Action.SELF), this::get),
                guard.registry(Route.of("api.teams.change", "PATCH", TEAM).needs(Action.TEAMS), this::change),
                guard.registry(Route.of("api.teams.remove", "DELETE", TEAM).needs(Action.TEAMS), this::remove),
                guard.registry(Route.of("api.teams.members.add", "PUT", MEMBER).needs(Action.TEAMS), this::addMember),
                guard.registry(
                        Route.of("api.teams.members.remove", "DELETE", MEMBER).needs(Action.TEAMS), this::removeMember),
                guard.registry(
                        Route.of("api.teams.groups.add", "PUT", GROUPS)
                                .needs(Action.TEAMS)
                                .query("provider", "group"),
                        this::addGroup),
                guard.registry(
                        Route.of("api.teams.groups.remove", "DELETE", GROUPS)
                                .needs(Action.TEAMS)
                                .query("provider", "group"),
                        this::removeGroup));
    }

    private Response list(Call call) {
        Page page = call.page();
        List<Team> found = Call.parsed("after", () -> teams.page(page.after(), page.fetch()));
        return page.answer(found, Team::name, TeamRoutes::write);
    }

    private Response add(Call call) {
        JsonObject body = call.body().only("name", "description");
        String name = body.text("name", LONGEST);
        String description = body.optionalText("description", LONGEST).orElse("");
        return switch (Call.parsed("name", () -> teams.add(call.authority(), name, description))) {
            case Teams.Addition.Added(Team team) -> Response.json(201, document(team));
            case Teams.Addition.NameTaken _ -> Conflicts.of("there is a team of this name");
        };
    }

    private Response get(Call call) {
        return teams.find(call.path("team"))
                .map(team -> Response.json(200, JsonWriter.document(json -> {
                    write(json, team);
                    json.array("members", teams.members(team, TeamMember.FIRST, SHOWN), TeamRoutes::write);
                    json.array("groups", teams.groups(team, TeamGroup.FIRST, SHOWN), TeamRoutes::write);
                })))
                .orElseGet(TeamRoutes::absent);
    }

    private Response change(Call call) {
        JsonObject body = call.body().only("description");
        String description = body.text("description", LONGEST);
        return teams.describe(call.authority(), call.path("team"), description)
                .map(team -> Response.json(200, document(team)))
                .orElseGet(TeamRoutes::absent);
    }

    private Response remove(Call call) {
        return teams.remove(call.authority(), call.path("team")) ? Response.empty(204) : absent();
    }

    private Response addMember(Call call) {
        return answer(teams.addMember(call.authority(), call.path("team"), call.path("user")));
    }

    private Response removeMember(Call call) {
        return answer(teams.removeMember(call.authority(), call.path("team"), call.path("user")));
    }

    private Response addGroup(Call call) {
        TeamGroup group = group(call);
        return answer(Call.parsed("group", () -> teams.addGroup(call.authority(), call.path("team"), group)));
    }

    private Response removeGroup(Call call) {
        return answer(teams.removeGroup(call.authority(), call.path("team"), group(call)));
    }

    private static TeamGroup group(Call call) {
        return new TeamGroup(call.requiredQuery("provider"), call.requiredQuery("group"));
    }

    private static Response answer(Teams.Membership membership) {
        return switch (membership) {
            case CHANGED, UNCHANGED -> Response.empty(204);
            case UNKNOWN_TEAM -> absent();
            case UNKNOWN_USER -> Refusals.absent("there is no user of this name");
        };
    }

    private static byte[] document(Team team) {
        return JsonWriter.document(json -> write(json, team));
    }

    private static void write(JsonWriter json, Team team) {
        json.put("id", team.id())
                .put("name", team.name())
                .put("description", team.description())
                .put("createdAt", team.createdAt());
    }

    private static void write(JsonWriter json, TeamMember member) {
        json.put("name", member.name()).putUnlessEmpty("provider", member.provider());
    }

    private static void write(JsonWriter json, TeamGroup group) {
        json.put("provider", group.provider()).put("group", group.group());
    }

    private static Response absent() {
        return Refusals.absent("there is no team of this name");
    }
}
