package dev.entrepot.e2e.crash;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/// The disk loses power, and with it all that no fsync has confirmed, the names of files included.
final class PowerCut implements Crash {
    private final LoopDisk disk;
    private final StrictNames names;
    private final Mutant mutant;
    private final Random random;

    private PowerCut(LoopDisk disk, StrictNames names, Mutant mutant, Random random) {
        this.disk = disk;
        this.names = names;
        this.mutant = mutant;
        this.random = random;
    }

    /// `folder` must lie on another disk, one that keeps its power.
    static PowerCut in(Path folder, Mutant mutant, Random random) throws IOException {
        StrictNames names = StrictNames.in(folder);
        return new PowerCut(LoopDisk.in(folder), names, mutant, random);
    }

    @Override
    public Path data() {
        return disk.path().resolve("data");
    }

    @Override
    public Launch prepared(Launch launch) {
        return names.loadedInto(launch, mutant);
    }

    /// The server lives on for a moment without its disk, as it does on a disk that fails.
    @Override
    public void strike(Server server, Trial.Crew clients) {
        clients.losePower();
        disk.cut();
        if (random.nextBoolean()) {
            clients.awaitSomeoneWithoutAnswer();
        }
        server.kill();
    }

    @Override
    public void recover() throws IOException {
        disk.remount();
        names.loseUnsynced();
    }

    @Override
    public void close() {
        disk.close();
    }
}
