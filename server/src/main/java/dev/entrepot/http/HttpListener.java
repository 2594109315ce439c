package dev.entrepot.http;

import dev.entrepot.telemetry.HttpMeters;
import dev.entrepot.telemetry.Metrics;
import dev.entrepot.telemetry.RequestLog;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open port: HTTP/1.1 and HTTP/2, in clear text or over TLS, on one event loop per core.
public final class HttpListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    /// What stopping may take beyond the grace of running transfers.
    private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

    private final HttpConfig config;
    private final Vertx vertx;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final ExecutorService threads;
    private final BodyPool pool;
    private final AtomicBoolean stopped = new AtomicBoolean();

    private HttpListener(HttpConfig config, Vertx vertx, ExecutorService threads, BodyPool pool) {
        this.config = config;
        this.vertx = vertx;
        this.threads = threads;
        this.pool = pool;
    }

    /// Opens the port; returns when connections are accepted. Throws `UncheckedIOException` when the address cannot
    /// be bound or the TLS files cannot be used, `IllegalArgumentException` when a proxy's block is none.
    public static HttpListener start(HttpConfig config, Router router, Metrics metrics, RequestLog log) {
        int cores = Runtime.getRuntime().availableProcessors();
        Forwarding forwarding = new Forwarding(config.trustedProxies());
        HttpMeters meters = new HttpMeters(metrics);
        Connections connections = new Connections(config.maxConnections());
        BodyPool pool = new BodyPool(cores);
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("request-", 0).factory());
        meters.connections(connections::open);
        meters.bodyPool(pool::waiting, pool::active);
        Service service = new Service(
                config, router, forwarding, meters, log, pool, threads, new DateHeader(Clock.systemUTC()), connections);
        HttpListener listener = new HttpListener(config, vertx(cores), threads, pool);
        try {
            listener.listen(service, cores);
        } catch (RuntimeException e) {
            listener.stop();
            throw e;
        }
        return listener;
    }

    /// The port that is bound.
    public int port() {
        return servers.getFirst().actualPort();
    }

    /// Takes no more connections, lets running requests end within the configured grace, then closes everything.
    /// Returns when no handler runs any more. Repeatable.
    public void stop() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        Duration grace = config.shutdownGrace();
        List<Future<Void>> closing =
                servers.stream().map(server -> server.shutdown(grace)).toList();
        awaitQuietly(Future.join(closing), grace.plus(STOP_MARGIN));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_MARGIN.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        pool.close();
        awaitQuietly(vertx.close(), STOP_MARGIN);
    }

    private static Vertx vertx(int cores) {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(cores)
                .setPreferNativeTransport(true)
                // Nothing of ours runs on Vert.x's own blocking threads but file reads for HTTP/2.
                .setInternalBlockingPoolSize(Math.max(4, cores))
                .setWorkerPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    private void listen(Service service, int eventLoops) {
        Optional<TlsFiles> tls =
                config.tlsCert().flatMap(cert -> config.tlsKey().map(key -> new TlsFiles(cert, key)));
        Optional<TlsReload> reload = tls.map(TlsReload::new);
        HttpServerOptions options = ServerOptions.of(config, tls);
        DeploymentOptions loops = new DeploymentOptions().setInstances(eventLoops);
        await(vertx.deployVerticle(() -> new Loop(service, options), loops));
        reload.ifPresent(watch -> watch.start(vertx, servers));
    }

    /// One event loop's share of the port: Vert.x deals out connections in turn.
    private final class Loop extends VerticleBase {
        private final Service service;
        private final HttpServerOptions options;

        Loop(Service service, HttpServerOptions options) {
            this.service = service;
            this.options = options;
        }

        @Override
        public Future<?> start() {
            HttpServer server = vertx.createHttpServer(options)
                    .connectionHandler(connection -> {
                        ProtocolVersions.watch(connection);
                        service.connections().opened(connection);
                    })
                    .exceptionHandler(failure -> LOG.debug("event=connection_failed", failure))
                    .requestHandler(request -> new Exchange(service, request, currentContext()).begin())
                    .invalidRequestHandler(
                            request -> new Exchange(service, request, currentContext()).refuseMalformed());
            servers.add(server);
            return server.listen(address());
        }

        /// Port 0 would give each event loop a port of its own; this is one free port for all of them.
        private SocketAddress address() {
            return config.listenPort() == 0
                    ? SocketAddress.sharedRandomPort(1, config.listenHost())
                    : SocketAddress.inetSocketAddress(config.listenPort(), config.listenHost());
        }

        private Context currentContext() {
            return Objects.requireNonNull(Vertx.currentContext());
        }
    }

    private void await(Future<?> listening) {
        try {
            CompletableFuture<?> done = listening.toCompletionStage().toCompletableFuture();
            done.join();
        } catch (CompletionException e) {
            String address = config.listenHost() + ":" + config.listenPort();
            throw new UncheckedIOException(new IOException("cannot listen on " + address + ": " + e.getCause(), e));
        }
    }

    private static void awaitQuietly(Future<?> future, Duration limit) {
        try {
            future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("event=listener_stop", e);
        }
    }
}
