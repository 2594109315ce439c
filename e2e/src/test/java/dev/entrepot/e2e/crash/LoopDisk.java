package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// An ext4 of its own, in a file, that can lose power. Needs root.
///
/// `FS_IOC_SHUTDOWN` with the flag NOLOGFLUSH stops the file system between two writes: what is in the page cache
/// or in a journal transaction that has not been committed is gone, what an fsync has confirmed is there.
final class LoopDisk implements AutoCloseable {
    private static final long FS_IOC_SHUTDOWN = 0x8004587DL;
    private static final int NOLOGFLUSH = 2;
    private static final int O_DIRECTORY = 0x10000;
    private static final String SIZE = "4G";
    private static final Duration UNMOUNT_LIMIT = Duration.ofSeconds(20);

    private final Shell shell;
    private final Path image;
    private final Path mountPoint;
    private final Thread atExit;
    private boolean mounted;

    private LoopDisk(Path folder) throws IOException {
        this.shell = Shell.in(folder);
        this.image = folder.resolve("disk.img");
        this.mountPoint = Files.createDirectories(folder.resolve("disk"));
        this.atExit = new Thread(() -> shell.attempt("", "umount", "--lazy", mountPoint.toString()));
    }

    /// Whether this process may mount.
    static boolean possible() {
        return "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/dev/loop-control"));
    }

    /// A new, empty disk whose image lies in `folder`, mounted.
    static LoopDisk in(Path folder) {
        try {
            LoopDisk disk = new LoopDisk(folder);
            disk.shell.run("truncate", "-s", SIZE, disk.image.toString());
            disk.shell.run("mkfs.ext4", "-q", "-E", "lazy_itable_init=1,nodiscard", disk.image.toString());
            Runtime.getRuntime().addShutdownHook(disk.atExit);
            disk.mount();
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return mountPoint;
    }

    void mount() {
        shell.run("mount", "-o", "loop", image.toString(), mountPoint.toString());
        mounted = true;
    }

    /// The power is gone: from now on the disk neither reads nor writes.
    @SuppressWarnings("restricted")
    void cut() {
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            SymbolLookup libc = linker.defaultLookup();
            MethodHandle open = linker.downcallHandle(
                    libc.findOrThrow("open"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
            MethodHandle ioctl = linker.downcallHandle(
                    libc.findOrThrow("ioctl"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                    Linker.Option.firstVariadicArg(2));
            MethodHandle close = linker.downcallHandle(
                    libc.findOrThrow("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            MemorySegment flag = arena.allocateFrom(ValueLayout.JAVA_INT, NOLOGFLUSH);
            int folder = (int) open.invokeExact(arena.allocateFrom(mountPoint.toString()), O_DIRECTORY);
            int answer = (int) ioctl.invokeExact(folder, FS_IOC_SHUTDOWN, flag);
            int closed = (int) close.invokeExact(folder);
            if (folder < 0 || answer != 0 || closed != 0) {
                throw new AssertionError("FS_IOC_SHUTDOWN failed on " + mountPoint + ": " + answer);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Unmounts and mounts again, as after a power cut: the journal is replayed.
    void remount() {
        unmount();
        mount();
    }

    private void unmount() {
        long end = System.nanoTime() + UNMOUNT_LIMIT.toNanos();
        Shell.Outcome outcome = shell.attempt("", "umount", mountPoint.toString());
        // A process that was just killed may hold its files for a moment longer.
        while (outcome.status() != 0 && System.nanoTime() < end) {
            outcome = shell.attempt("", "umount", mountPoint.toString());
        }
        if (outcome.status() != 0) {
            throw new AssertionError(outcome.toString());
        }
        mounted = false;
    }

    @Override
    public void close() {
        if (mounted) {
            unmount();
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
