package dev.entrepot;

import dev.entrepot.access.AccessControl;
import dev.entrepot.access.NamesOfRights;
import dev.entrepot.api.ApiRoutes;
import dev.entrepot.api.Directories;
import dev.entrepot.api.HealthRoutes;
import dev.entrepot.api.InfoRoute;
import dev.entrepot.api.MetricsRoute;
import dev.entrepot.audit.Audit;
import dev.entrepot.audit.AuditLog;
import dev.entrepot.authority.AccessEpoch;
import dev.entrepot.backup.BackupJob;
import dev.entrepot.backup.Backups;
import dev.entrepot.backup.RegistryFacts;
import dev.entrepot.cli.Version;
import dev.entrepot.conditions.Conditions;
import dev.entrepot.content.CollectJob;
import dev.entrepot.content.Content;
import dev.entrepot.content.ContentConfig;
import dev.entrepot.content.DatabaseClock;
import dev.entrepot.content.NameKeeper;
import dev.entrepot.content.RecountJob;
import dev.entrepot.database.Database;
import dev.entrepot.database.Databases;
import dev.entrepot.directory.Changes;
import dev.entrepot.directory.CiTrusts;
import dev.entrepot.directory.Directory;
import dev.entrepot.directory.Grants;
import dev.entrepot.directory.PersonalTokens;
import dev.entrepot.directory.Robots;
import dev.entrepot.directory.Secrets;
import dev.entrepot.directory.Teams;
import dev.entrepot.directory.Users;
import dev.entrepot.distribution.V2Router;
import dev.entrepot.federation.CiTokenVerifier;
import dev.entrepot.federation.SignOn;
import dev.entrepot.health.NodeHealth;
import dev.entrepot.http.HttpListener;
import dev.entrepot.imports.Importer;
import dev.entrepot.integrity.Integrity;
import dev.entrepot.integrity.Scrub;
import dev.entrepot.jobs.JobKind;
import dev.entrepot.jobs.Jobs;
import dev.entrepot.jobs.RecurringJobs;
import dev.entrepot.policy.PolicyNames;
import dev.entrepot.policy.Waivers;
import dev.entrepot.rest.Endpoint;
import dev.entrepot.rest.Guard;
import dev.entrepot.rest.Route;
import dev.entrepot.rest.RouteTable;
import dev.entrepot.retention.Retention;
import dev.entrepot.retention.RetentionJob;
import dev.entrepot.retention.RetentionTurns;
import dev.entrepot.storage.BlobStore;
import dev.entrepot.storage.filesystem.DataFolder;
import dev.entrepot.storage.filesystem.FilesystemBlobStore;
import dev.entrepot.telemetry.Metrics;
import dev.entrepot.telemetry.RequestLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The registry that runs: all parts, composed by hand and in order. The only place that names adapters.
public final class Registry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    /// Looking at two short indexes costs nothing, and space should come back soon.
    private static final Duration COLLECT_EVERY = Duration.ofSeconds(1);
    /// Dead uploads are looked for this often, or oftener where times are short.
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    private static final Duration SWEEP_AT_MOST_EVERY = Duration.ofMillis(100);

    /// What was done stands in the chain this soon; a node with nothing to chain reads three rows.
    private static final Duration AUDIT_EVERY = Duration.ofSeconds(1);

    /// What is read slowly is read a little at a time.
    private static final Duration SCRUB_EVERY = Duration.ofSeconds(10);

    private static final Duration RETAIN_EVERY = Duration.ofHours(1);

    /// Changes of rights by other nodes are known within a second.
    private static final Duration FOLLOW_EVERY = Duration.ofMillis(300);

    private static final int SWEPT_AT_ONCE = 1_000;

    private static final Duration JOB_PATIENCE = Duration.ofSeconds(5);

    /// Signs of life of jobs, and how far they came.
    private static final Duration TEND_EVERY = Duration.ofSeconds(1);

    /// What was started, the last one first.
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private final NodeHealth health = new NodeHealth();
    private int port;
    private List<Route> routes = List.of();
    private Optional<Jobs> asked = Optional.empty();

    private Registry() {}

    /// Starts all parts; when it returns, the registry is ready. What was started is stopped again when a part
    /// fails.
    static Registry start(Config config) {
        return composed(config, true);
    }

    /// Starts what jobs need, and runs only the jobs that this process asks for: for work on a registry whose server is
    /// stopped.
    static Registry open(Config config) {
        return composed(config, false);
    }

    private static Registry composed(Config config, boolean listening) {
        Registry registry = new Registry();
        try {
            registry.compose(config, listening);
            return registry;
        } catch (IOException e) {
            registry.closeAll();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            registry.closeAll();
            throw e;
        }
    }

    private void compose(Config config, boolean listening) throws IOException {
        Path data = config.storage().data();
        InstantSource clock = InstantSource.system();
        Metrics metrics = new Metrics();
        keep(DataFolder.open(data));
        BlobStore store = keep(FilesystemBlobStore.open(data, health, metrics));
        Database database = keep(Databases.open(config.database(), data, health, metrics));
        RegistryFacts.begin(database);
        AuditLog auditLog = new AuditLog(clock);
        auditLog.bindTo(metrics.registry());
        AccessEpoch epoch = new AccessEpoch(database);
        Changes changes = new Changes(epoch, auditLog, clock);
        Directories directories = directories(database, changes);
        Waivers waivers =
                new Waivers(new Waivers.Foundations(database, store, auditLog, new DatabaseClock(database, clock)));
        NameKeeper names = names(directories, waivers);
        Content.Foundations below =
                new Content.Foundations(database, store, auditLog, epoch, names, metrics.registry(), clock);
        Content content = keep(new Content(config.content(), below));
        SignOn signOn = keep(signOn(config, database, directories, clock));
        CiTokenVerifier ciTokens = ciTokens(config, directories.trusts(), clock);
        AccessControl control = keep(AccessControl.start(
                config.access(),
                new AccessControl.Home(data, config.http().externalUrl(), config.adminPassword()),
                new AccessControl.Base(database, epoch, auditLog, directories.users(), content.repositories(), clock),
                outside(config, signOn, ciTokens)));
        control.bindTo(metrics);
        Audit audit =
                keep(new Audit(config.audit(), new Audit.Parts(database, auditLog, control.auditSigner(), clock)));
        Retention retention = keep(new Retention(
                config.retention(),
                new Retention.Foundations(database, store, auditLog, content, new DatabaseClock(database, clock))));
        InsideOfImages inside = keep(new InsideOfImages(
                config,
                new InsideOfImages.Base(
                        below, epoch, new DatabaseClock(database, clock), content, retention, waivers)));
        run(
                new Parts(
                        config,
                        clock,
                        metrics,
                        below,
                        directories,
                        content,
                        signOn,
                        ciTokens,
                        control,
                        audit,
                        retention,
                        inside),
                listening);
    }

    /// What was composed, for what works on it.
    private record Parts(
            Config config,
            InstantSource clock,
            Metrics metrics,
            Content.Foundations below,
            Directories directories,
            Content content,
            SignOn signOn,
            CiTokenVerifier ciTokens,
            AccessControl control,
            Audit audit,
            Retention retention,
            InsideOfImages inside) {}

    private void run(Parts parts, boolean listening) throws IOException {
        Config config = parts.config;
        Content content = parts.content;
        Content.Foundations below = parts.below;
        Scrub scrub = keep(new Scrub(content.soundness(), config.scrub()));
        Integrity integrity = keep(new Integrity(new Integrity.Parts(
                below.database(),
                below.store(),
                content.soundness(),
                parts.audit,
                config.content().uploadTtl(),
                parts.clock)));
        RecurringJobs jobs = keep(new RecurringJobs(parts.metrics, JOB_PATIENCE));
        Jobs work = keep(new Jobs(below.database(), below.audit(), parts.clock, JOB_PATIENCE));
        kinds(config, content, scrub).forEach(work::register);
        work.register(RetentionJob.kind(parts.retention));
        work.register(backup(config, below, parts.control));
        integrity.kinds().forEach(work::register);
        parts.inside.kinds().forEach(work::register);
        asked = Optional.of(work);
        jobs.every("jobs", TEND_EVERY, work::tend);
        jobs.every("audit", AUDIT_EVERY, parts.audit::settle);
        if (!listening) {
            work.startAlone();
            return;
        }
        work.start();
        jobs.every("scrub", SCRUB_EVERY, scrub::step);
        startJobs(jobs, config, content, parts.audit, below.epoch());
        parts.inside.start(jobs, work);
        RetentionTurns.start(jobs, config.retention(), parts.retention, work);
        jobs.every("secrets", SWEEP_EVERY, () -> sweep(parts.directories, parts.clock));
        listen(parts, work);
        // Requests that wait are answered before the listener waits for them.
        keep(work::stopWaiting);
        keep(parts.inside::stopWaiting);
    }

    private void listen(Parts parts, Jobs work) throws IOException {
        AccessControl control = parts.control;
        Guard guard = new Guard(control.callers(), control.access(), parts.below.audit());
        ApiRoutes api = new ApiRoutes(
                new ApiRoutes.Services(
                        control,
                        parts.directories,
                        parts.ciTokens,
                        parts.content,
                        parts.retention,
                        parts.inside.gates(),
                        parts.inside.waivers(),
                        parts.inside.scanning(),
                        parts.inside.vulnerabilities(),
                        parts.audit,
                        work,
                        parts.clock),
                server(parts.config, parts.signOn));
        List<Endpoint> endpoints = endpoints(parts.metrics, control, parts.below.database(), guard);
        endpoints.addAll(api.endpoints(guard));
        endpoints.addAll(parts.signOn.endpoints(guard));
        RouteTable table = new RouteTable(endpoints, V2Router.routes());
        routes = table.routes();
        V2Router distribution = new V2Router(
                new V2Router.Services(
                        parts.content, parts.retention.pulls(), parts.inside.gates(), control, parts.below.audit()),
                parts.config.content());
        RequestLog log = keep(new RequestLog(System.err));
        HttpListener listener =
                HttpListener.start(parts.config.http(), new ServerRouter(distribution, table), parts.metrics, log);
        keep(listener::stop);
        port = listener.port();
    }

    private static Directories directories(Database database, Changes changes) {
        Secrets secrets = new Secrets(new SecureRandom());
        return new Directories(
                new Users(database, changes),
                new Teams(database, changes),
                new Robots(database, changes, secrets),
                new PersonalTokens(database, changes, secrets),
                new Grants(database, changes),
                new CiTrusts(database, changes));
    }

    /// Who keeps things by the names of repositories, and is told when these change.
    private static NameKeeper names(Directories directories, Waivers waivers) {
        return NameKeeper.both(
                NameKeeper.both(new NamesOfRights(directories.grants(), directories.robots()), waivers.names()),
                new PolicyNames());
    }

    /// What this server says of itself.
    private static InfoRoute.Server server(Config config, SignOn signOn) {
        return new InfoRoute.Server(
                Version.current(),
                config.http().externalUrl(),
                signOn.providers(),
                config.access().open());
    }

    /// Those that belong to no API.
    private List<Endpoint> endpoints(Metrics metrics, AccessControl control, Database database, Guard guard) {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(tokens("GET", control));
        endpoints.add(tokens("POST", control));
        endpoints.addAll(new HealthRoutes(health, database).endpoints());
        endpoints.add(new MetricsRoute(metrics).endpoint(guard));
        return endpoints;
    }

    private static SignOn signOn(Config config, Database database, Directories directories, InstantSource clock) {
        try {
            return new SignOn(
                    config.federation(),
                    new SignOn.Foundations(
                            config.http().externalUrl(),
                            database,
                            new Directory(),
                            directories.users(),
                            directories.tokens(),
                            clock));
        } catch (IllegalArgumentException unusable) {
            throw new ConfigException(List.of(String.valueOf(unusable.getMessage())));
        }
    }

    /// Who vouches for callers besides this registry.
    private static AccessControl.Outside outside(Config config, SignOn signOn, CiTokenVerifier ciTokens) {
        return new AccessControl.Outside(
                signOn.passwordProviders(),
                ciTokens,
                signOn::session,
                config.federation().confirmWithin());
    }

    private static CiTokenVerifier ciTokens(Config config, CiTrusts trusts, InstantSource clock) {
        try {
            return new CiTokenVerifier(
                    config.federation().ci(),
                    robot -> trusts.page(robot.name(), "", CiTrusts.MAX_PER_ROBOT),
                    new Conditions(),
                    clock);
        } catch (IllegalArgumentException unusable) {
            throw new ConfigException(List.of("federation.ci: " + unusable.getMessage()));
        }
    }

    private static Endpoint tokens(String method, AccessControl control) {
        return Endpoint.of(Route.of("auth.token", method, "/auth/token").open(), control.tokenRoutes());
    }

    private static void startJobs(RecurringJobs jobs, Config config, Content content, Audit audit, AccessEpoch epoch) {
        if (epoch.shared()) {
            jobs.every("access-epoch", FOLLOW_EVERY, epoch::follow);
        }
        jobs.every("garbage", COLLECT_EVERY, content.garbage()::turn);
        jobs.every("suspects", COLLECT_EVERY, content.soundness()::lookAtSuspects);
        jobs.every("deletions", COLLECT_EVERY, content.trash()::expire);
        jobs.every("uploads", sweepEvery(config.content()), content.uploads()::sweep);
        jobs.every("audit-retention", RETAIN_EVERY, audit::retain);
    }

    /// Often enough to hold on to the leases of who is uploading, and to find dead uploads soon.
    private static Duration sweepEvery(ContentConfig config) {
        Duration lease = config.garbageLease().dividedBy(8);
        Duration often = min(min(config.uploadTtl().dividedBy(4), lease), SWEEP_EVERY);
        return often.compareTo(SWEEP_AT_MOST_EVERY) < 0 ? SWEEP_AT_MOST_EVERY : often;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// What people may ask for as a job.
    private static List<JobKind> kinds(Config config, Content content, Scrub scrub) {
        return List.of(
                RecountJob.kind(content.namespaces()),
                CollectJob.kind(content.garbage()),
                scrub.kind(),
                new Importer(content, config.content()).kind());
    }

    private static JobKind backup(Config config, Content.Foundations below, AccessControl control) {
        Path data = config.storage().data();
        return BackupJob.kind(new Backups(new Backups.Parts(
                below.database(),
                below.store(),
                below.audit(),
                new DatabaseClock(below.database(), below.time()),
                data,
                AccessControl.secretKeyFile(config.access(), data),
                control.auditSigner()::publicKeys,
                Version.current())));
    }

    /// Secrets that ended open nothing any more; their rows go.
    private static void sweep(Directories directories, InstantSource clock) {
        directories.tokens().sweep(clock.instant(), SWEPT_AT_ONCE);
        directories.robots().sweepSecrets(clock.instant(), SWEPT_AT_ONCE);
    }

    private <T extends AutoCloseable> T keep(T part) {
        started.push(part);
        return part;
    }

    /// The table of actions.
    List<Route> routes() {
        return routes;
    }

    /// What people ask for.
    Jobs jobs() {
        return asked.orElseThrow();
    }

    int port() {
        return port;
    }

    /// Lets running transfers finish, then stops every part. After a failure of durability the process is
    /// halted instead: a clean close would write to files whose state nobody knows, and recovery at the next
    /// start decides.
    @Override
    public synchronized void close() {
        if (health.writesRefusedBecause().isPresent()) {
            LOG.error("event=halt reason=\"writes were refused; the next start recovers\"");
            Runtime.getRuntime().halt(1);
        }
        closeAll();
    }

    private void closeAll() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.error("event=stop_failed", e);
            }
        }
    }
}
