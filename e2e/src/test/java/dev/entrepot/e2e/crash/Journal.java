package dev.entrepot.e2e.crash;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What the clients asked for and what they were told, kept where no crash of the server reaches it: in the memory
/// of the test.
final class Journal {
    static final String ABSENT = "";
    static final String PRESENT = "present";

    /// Enough to understand what went wrong; a mutant breaks thousands of promises.
    private static final int MAX_VIOLATIONS = 200;

    private final AtomicLong clock = new AtomicLong();
    private final ReentrantLock countLock = new ReentrantLock();
    private final Condition counted = countLock.newCondition();
    private long acknowledged;
    private final Map<Name, Register> registers = new ConcurrentHashMap<>();
    private final Map<String, Pushed> manifests = new ConcurrentHashMap<>();
    private final Map<String, Long> blobSizes = new ConcurrentHashMap<>();
    private final Map<String, OpenUpload> uploads = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final Holds holds = new Holds(this);
    private volatile boolean crashing;
    private volatile boolean powerless;

    Register tag(String repository, String tag) {
        return register(new Name(Kind.TAG, repository, tag));
    }

    Register manifest(String repository, String digest) {
        return register(new Name(Kind.MANIFEST, repository, digest));
    }

    Register blob(String repository, String digest) {
        return register(new Name(Kind.BLOB, repository, digest));
    }

    Register register(Name name) {
        return registers.computeIfAbsent(name, _ -> new Register(clock, ABSENT));
    }

    Map<Name, Register> registers() {
        return registers;
    }

    /// What the registry may not take away by itself.
    Holds holds() {
        return holds;
    }

    /// All repositories that anybody wrote to.
    List<String> repositories() {
        return registers.keySet().stream()
                .map(Name::repository)
                .distinct()
                .sorted()
                .toList();
    }

    void remember(Pushed manifest) {
        manifests.put(manifest.digest(), manifest);
    }

    Pushed pushed(String digest) {
        Pushed manifest = manifests.get(digest);
        if (manifest == null) {
            throw new IllegalStateException("nobody pushed " + digest);
        }
        return manifest;
    }

    void rememberBlob(String digest, long size) {
        blobSizes.put(digest, size);
    }

    long blobSize(String digest) {
        Long size = blobSizes.get(digest);
        if (size == null) {
            throw new IllegalStateException("nobody made blob " + digest);
        }
        return size;
    }

    /// Open uploads by their Location.
    Map<String, OpenUpload> uploads() {
        return uploads;
    }

    /// Counts an answer that promised something.
    void countAcknowledged() {
        countLock.lock();
        try {
            acknowledged++;
            counted.signalAll();
        } finally {
            countLock.unlock();
        }
    }

    long acknowledged() {
        countLock.lock();
        try {
            return acknowledged;
        } finally {
            countLock.unlock();
        }
    }

    /// Waits for `more` answers, or for `limit`.
    void awaitAcknowledged(int more, Duration limit) {
        countLock.lock();
        try {
            long target = acknowledged + more;
            long left = limit.toNanos();
            while (acknowledged < target && left > 0) {
                left = counted.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        } finally {
            countLock.unlock();
        }
    }

    /// From now on answers may fail: the server is being killed or its disk has lost power.
    void crashing(boolean now) {
        crashing = now;
        powerless = false;
    }

    /// From now on answers promise nothing: no client of a machine without power sees one.
    void losePower() {
        powerless = true;
    }

    boolean powerless() {
        return powerless;
    }

    boolean crashing() {
        return crashing;
    }

    void violation(String what) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(what);
        }
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    enum Kind {
        TAG,
        MANIFEST,
        BLOB
    }

    /// What a {@link Register} is about.
    record Name(Kind kind, String repository, String name) {}

    /// A manifest as it was sent.
    ///
    /// @param blobs digests of the blobs that it names
    /// @param children digests of the manifests that it names
    /// @param subject the digest of its subject, or nothing
    record Pushed(
            String digest, String mediaType, String text, List<String> blobs, List<String> children, String subject) {
        Pushed {
            blobs = List.copyOf(blobs);
            children = List.copyOf(children);
        }
    }

    /// An upload that was opened and not yet finished.
    static final class OpenUpload {
        private final String repository;
        private final byte[] bytes;
        private volatile int acknowledged;
        private volatile int sent;
        private volatile boolean ending;
        private volatile boolean cancelled;

        OpenUpload(String repository, byte[] bytes) {
            this.repository = repository;
            this.bytes = bytes;
        }

        String repository() {
            return repository;
        }

        byte[] bytes() {
            return bytes;
        }

        /// Bytes that the server said it has.
        int acknowledged() {
            return acknowledged;
        }

        void acknowledge(int offset) {
            acknowledged = offset;
        }

        /// Bytes that it may have.
        int sent() {
            return sent;
        }

        void send(int offset) {
            sent = offset;
        }

        /// A request that finishes or cancels it is under way or has been answered.
        boolean ending() {
            return ending;
        }

        void end() {
            ending = true;
        }

        boolean cancelled() {
            return cancelled;
        }

        void cancelAcknowledged() {
            cancelled = true;
        }
    }
}
