package dev.entrepot.api;

import dev.entrepot.access.AccessControl;
import dev.entrepot.access.Passwords;
import dev.entrepot.audit.Audit;
import dev.entrepot.content.Content;
import dev.entrepot.federation.CiTokenVerifier;
import dev.entrepot.jobs.Jobs;
import dev.entrepot.policy.Gates;
import dev.entrepot.policy.Waivers;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.retention.Retention;
import dev.entrepot.scanning.Scanning;
import dev.entrepot.vulnerabilities.VulnerabilityDatabase;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// All routes below `/api/v1`, as `openapi.yaml` describes them; logging in at providers aside, which is theirs.
public final class ApiRoutes {
    /// What they work with.
    public record Services(
            AccessControl control,
            Directories directories,
            CiTokenVerifier ciTokens,
            Content content,
            Retention retention,
            Gates gates,
            Waivers waivers,
            Scanning scanning,
            VulnerabilityDatabase vulnerabilities,
            Audit audit,
            Jobs jobs,
            InstantSource clock) {}

    private final Services services;
    private final InfoRoute.Server server;

    public ApiRoutes(Services services, InfoRoute.Server server) {
        this.services = services;
        this.server = server;
    }

    public List<Endpoint> endpoints(Guard guard) {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.addAll(new DescriptionRoutes().endpoints(guard));
        endpoints.add(new InfoRoute(server).endpoint(guard));
        endpoints.addAll(directory(guard));
        endpoints.addAll(content(guard));
        endpoints.add(new WhyRoute(services.control().why(), services.content(), services.gates()).endpoint(guard));
        endpoints.addAll(new AuditRoutes(services.audit()).endpoints(guard));
        endpoints.addAll(new JobRoutes(services.jobs()).endpoints(guard));
        endpoints.addAll(new RetentionRoutes(services.retention(), services.content()).endpoints(guard));
        endpoints.addAll(new PolicyRoutes(services.gates()).endpoints(guard));
        endpoints.addAll(new DeploymentRoutes(services.retention().deployments()).endpoints(guard));
        endpoints.addAll(inside(guard));
        endpoints.addAll(new ExemptionRoutes(services.waivers().exemptions()).endpoints(guard));
        endpoints.addAll(
                new VexRoutes(services.waivers().documents(), services.content().manifests()).endpoints(guard));
        return endpoints;
    }

    private List<Endpoint> directory(Guard guard) {
        Directories all = services.directories();
        AccessControl control = services.control();
        Passwords passwords = control.passwords();
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.addAll(new SelfRoutes(all, passwords).endpoints(guard));
        endpoints.addAll(new UserRoutes(all.users(), all.teams(), passwords).endpoints(guard));
        endpoints.addAll(new TeamRoutes(all.teams()).endpoints(guard));
        endpoints.addAll(new PersonalTokenRoutes(all.tokens(), all.users(), services.clock()).endpoints(guard));
        endpoints.addAll(new RobotRoutes(all.robots(), control.delegation(), services.clock()).endpoints(guard));
        endpoints.addAll(new TrustRoutes(all.trusts(), all.robots(), control.delegation(), services.ciTokens())
                .endpoints(guard));
        endpoints.addAll(new GrantRoutes(all.grants(), all.teams(), control.delegation()).endpoints(guard));
        return endpoints;
    }

    private List<Endpoint> content(Guard guard) {
        Content content = services.content();
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.addAll(new NamespaceRoutes(
                        content.namespaces(),
                        content.trash(),
                        services.directories().grants())
                .endpoints(guard));
        endpoints.addAll(new QuotaRoutes(content.namespaces()).endpoints(guard));
        endpoints.addAll(new RepositoryRoutes(
                        content.repositories(),
                        content.changes(),
                        content.trash(),
                        services.gates().departures())
                .endpoints(guard));
        endpoints.add(new ReadmeRoute(content.changes()).endpoint(guard));
        endpoints.add(new DeletionRoutes(content).endpoint(guard));
        endpoints.addAll(new ForecastRoutes(content, services.clock()).endpoints(guard));
        endpoints.add(new PruneRoutes(content).endpoint(guard));
        endpoints.addAll(new TrashRoutes(content.trash(), content.repositories()).endpoints(guard));
        endpoints.addAll(new LockRoutes(content).endpoints(guard));
        endpoints.addAll(new ImmutabilityRoutes(content.namespaces(), content.changes()).endpoints(guard));
        endpoints.add(new PromotionRoutes(content, services.gates()).endpoint(guard));
        Scanning scanning = services.scanning();
        endpoints.addAll(new ImageRoutes(content, scanning).endpoints(guard));
        endpoints.add(new RewindRoutes(content).endpoint(guard));
        return endpoints;
    }

    private List<Endpoint> inside(Guard guard) {
        Content content = services.content();
        Scanning scanning = services.scanning();
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.addAll(new ScanRoutes(content, scanning, services.waivers()).endpoints(guard));
        endpoints.addAll(new SbomRoutes(content, scanning, server).endpoints(guard));
        endpoints.add(new DiffRoute(content, scanning).endpoint(guard));
        endpoints.add(new PackageRoutes(scanning).endpoint(guard));
        endpoints.add(new VulnerabilityRoutes(services.vulnerabilities(), scanning.imports()).endpoint(guard));
        endpoints.add(new EventRoutes(scanning.events()).endpoint(guard));
        return endpoints;
    }
}
