package dev.entrepot.reading;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The workers that there are, never more than the configuration allows.
///
/// ```
/// starting ─→ busy ─→ idle, for the same namespace alone ─→ ended: after a while, or to make room for another
///              └─→ ended: after a fault, a limit, its time, a reply that is none
/// ```
final class WorkerPool implements AutoCloseable {
    private final ReadingConfig config;
    private final Sandbox sandbox;
    private final Semaphore turns;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("reading-idle").daemon().factory());
    private final ReentrantLock starting = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Set<WorkerProcess> busy = new HashSet<>();
    private Optional<Start> start = Optional.empty();
    private volatile boolean closed;

    /// @param namespace that it serves; empty when none yet
    /// @param end the task that ends it after a while
    private record Idle(WorkerProcess worker, String namespace, Future<?> end) {}

    /// How workers are started here, or why they are not.
    private sealed interface Start {
        record Possible(Sandbox.Way way) implements Start {}

        record Refused(String why) implements Start {}
    }

    /// What is done with a worker.
    interface Use<T> {
        /// A worker that is not {@link WorkerProcess#usable} afterwards is ended, as after every exception.
        T with(WorkerProcess worker) throws IOException, WorkerFault, InterruptedException;
    }

    WorkerPool(ReadingConfig config, Sandbox sandbox) {
        this.config = config;
        this.sandbox = sandbox;
        this.turns = new Semaphore(config.workers(), true);
    }

    /// Why no worker can be had here; empty when they can. Starts one, the first time.
    Optional<String> refusal() throws IOException, InterruptedException {
        return switch (start()) {
            case Start.Possible possible -> Optional.empty();
            case Start.Refused refused -> Optional.of(refused.why());
        };
    }

    /// Lends a worker; waits while all are busy.
    ///
    /// @throws WorkerFault when workers are refused here, or as `use` does
    /// @throws IOException when none can be started although that was possible before, when the pool is closed,
    ///        or as `use` does
    <T> T use(String namespace, Use<T> use) throws IOException, WorkerFault, InterruptedException {
        Start how = start();
        if (how instanceof Start.Refused refused) {
            throw new WorkerFault(refused.why());
        }
        turns.acquire();
        try {
            WorkerProcess worker = take(namespace, ((Start.Possible) how).way());
            boolean done = false;
            try {
                T result = use.with(worker);
                done = true;
                return result;
            } catch (WorkerFault fault) {
                throwIfClosed();
                throw fault;
            } finally {
                giveBack(worker, namespace, done);
            }
        } finally {
            turns.release();
        }
    }

    @Override
    public void close() throws IOException {
        List<WorkerProcess> all = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            idle.forEach(each -> all.add(each.worker()));
            all.addAll(busy);
            idle.clear();
        } finally {
            lock.unlock();
        }
        clock.shutdownNow();
        all.forEach(WorkerProcess::close);
        all.forEach(worker -> worker.handle().onExit().join());
        sandbox.close();
    }

    private Start start() throws IOException, InterruptedException {
        starting.lockInterruptibly();
        try {
            if (start.isEmpty()) {
                start = Optional.of(tried());
            }
            return start.get();
        } finally {
            starting.unlock();
        }
    }

    private Start tried() throws IOException, InterruptedException {
        if (config.isolation() == ReadingConfig.Isolation.NONE) {
            return new Start.Possible(Sandbox.Way.NONE);
        }
        Optional<String> refusal = sandbox.refusal();
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        List<String> reasons = new ArrayList<>();
        for (Sandbox.Way way : sandbox.ways()) {
            try {
                keep(WorkerProcess.start(sandbox.command(way)), "");
                return new Start.Possible(way);
            } catch (WorkerFault fault) {
                reasons.add(String.valueOf(fault.getMessage()));
            }
        }
        return refused(String.join("; ", reasons));
    }

    private static Start refused(String why) {
        return new Start.Refused("layers are not read here, because the processes that read them cannot be isolated: "
                + why
                + ". Allow namespaces to the server, or set scanning.isolation to none if all who push are trusted");
    }

    private WorkerProcess take(String namespace, Sandbox.Way way) throws IOException, InterruptedException {
        Optional<WorkerProcess> known = lent(namespace);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            WorkerProcess worker = WorkerProcess.start(sandbox.command(way));
            lend(worker);
            return worker;
        } catch (WorkerFault fault) {
            throw new IOException("no process that reads layers could be started: " + fault.getMessage(), fault);
        }
    }

    /// One that served this namespace, or none yet. When there is none, one of another makes room.
    private Optional<WorkerProcess> lent(String namespace) throws IOException {
        lock.lock();
        try {
            throwIfClosed();
            for (Iterator<Idle> each = idle.iterator(); each.hasNext(); ) {
                Idle candidate = each.next();
                boolean fits =
                        candidate.namespace().isEmpty() || candidate.namespace().equals(namespace);
                if (!candidate.worker().usable()) {
                    end(candidate, each);
                } else if (fits) {
                    candidate.end().cancel(false);
                    each.remove();
                    busy.add(candidate.worker());
                    return Optional.of(candidate.worker());
                }
            }
            if (busy.size() + idle.size() >= config.workers()) {
                Iterator<Idle> oldest = idle.iterator();
                end(oldest.next(), oldest);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private static void end(Idle which, Iterator<Idle> where) {
        where.remove();
        which.end().cancel(false);
        which.worker().close();
    }

    private void lend(WorkerProcess worker) throws IOException {
        lock.lock();
        try {
            if (closed) {
                worker.close();
            }
            throwIfClosed();
            busy.add(worker);
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(WorkerProcess worker, String namespace, boolean done) {
        lock.lock();
        try {
            busy.remove(worker);
        } finally {
            lock.unlock();
        }
        if (done && worker.usable()) {
            keep(worker, namespace);
        } else {
            worker.close();
        }
    }

    private void keep(WorkerProcess worker, String namespace) {
        lock.lock();
        try {
            if (closed) {
                worker.close();
                return;
            }
            Future<?> end = clock.schedule(() -> expire(worker), config.idle().toMillis(), TimeUnit.MILLISECONDS);
            idle.addLast(new Idle(worker, namespace, end));
        } finally {
            lock.unlock();
        }
    }

    private void expire(WorkerProcess worker) {
        lock.lock();
        try {
            if (idle.removeIf(each -> each.worker() == worker)) {
                worker.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /// What a worker says that is killed because the pool ends is no word about its layer.
    private void throwIfClosed() throws IOException {
        if (closed) {
            throw new IOException("layers are no longer read, because the server stops");
        }
    }
}
