package dev.entrepot.e2e.faults;

import dev.entrepot.e2e.Launch;
import dev.entrepot.e2e.Layout;
import dev.entrepot.e2e.Shell;
import dev.entrepot.e2e.faults.World.Answer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// Something that a registry does, of which every step may meet a failing disk.
enum Operation {
    OPEN_UPLOAD {
        @Override
        Attempt prepare(World world, Path out) {
            String[] location = {""};
            return new Attempt(
                    () -> {
                        Answer answer = world.open();
                        location[0] = answer.location();
                        return answer;
                    },
                    () -> world.get(location[0]).status() == 204);
        }
    },
    APPEND_CHUNK {
        @Override
        Attempt prepare(World world, Path out) {
            String upload = world.opened();
            byte[] bytes = world.fresh(300_000);
            return new Attempt(
                    () -> world.append(upload, bytes), () -> world.get(upload).status() == 204);
        }
    },
    FINISH_UPLOAD {
        @Override
        Attempt prepare(World world, Path out) {
            byte[] bytes = world.fresh(300_000);
            String digest = Layout.digest(bytes);
            String upload = world.opened();
            return new Attempt(
                    () -> world.finish(upload, digest, bytes), () -> readable(world, World.REPOSITORY, digest));
        }
    },
    FINISH_IN_CHUNKS {
        @Override
        Attempt prepare(World world, Path out) {
            byte[] bytes = world.fresh(200_000);
            String digest = Layout.digest(bytes);
            String upload = world.opened();
            return new Attempt(
                    () -> {
                        Answer first = world.append(upload, bytes);
                        return first.status() == 202 ? world.finish(upload, digest, new byte[0]) : first;
                    },
                    () -> readable(world, World.REPOSITORY, digest));
        }
    },
    CANCEL_UPLOAD {
        @Override
        Attempt prepare(World world, Path out) {
            String upload = world.opened();
            World.require(world.append(upload, world.fresh(10_000)), 202);
            return new Attempt(
                    () -> world.delete(upload), () -> world.get(upload).status() == 404);
        }
    },
    MOUNT {
        @Override
        Attempt prepare(World world, Path out) {
            String digest = world.pushed(world.fresh(20_000));
            String path = "/v2/" + World.OTHER + "/blobs/uploads/?mount=" + digest + "&from=" + World.REPOSITORY;
            return new Attempt(
                    () -> world.send("POST", path, "", new byte[0]), () -> readable(world, World.OTHER, digest));
        }
    },
    PUSH_MANIFEST {
        @Override
        Attempt prepare(World world, Path out) {
            byte[] layer = world.fresh(20_000);
            byte[] manifest = World.manifest(world.pushed(layer), layer.length);
            String tag = name();
            return new Attempt(() -> world.tag(tag, manifest), () -> resolves(world, Layout.digest(manifest)));
        }
    },
    DELETE_TAG {
        @Override
        Attempt prepare(World world, Path out) {
            world.image(name());
            return new Attempt(
                    () -> world.delete("/v2/" + World.REPOSITORY + "/manifests/" + name()),
                    () -> !resolves(world, name()));
        }
    },
    DELETE_MANIFEST {
        @Override
        Attempt prepare(World world, Path out) {
            String digest = world.image(name());
            return new Attempt(
                    () -> world.delete("/v2/" + World.REPOSITORY + "/manifests/" + digest),
                    () -> !resolves(world, digest) && !resolves(world, name()));
        }
    },
    DELETE_BLOB {
        @Override
        Attempt prepare(World world, Path out) {
            String digest = world.pushed(world.fresh(20_000));
            return new Attempt(
                    () -> world.delete("/v2/" + World.REPOSITORY + "/blobs/" + digest),
                    () -> !readable(world, World.REPOSITORY, digest));
        }
    },
    RESTORE {
        @Override
        Attempt prepare(World world, Path out) {
            String digest = world.image(name());
            World.require(world.delete("/v2/" + World.REPOSITORY + "/manifests/" + digest), 202);
            return new Attempt(
                    () -> world.json(
                            "POST", "/api/v1/restores", "{\"image\":\"" + World.REPOSITORY + "@" + digest + "\"}"),
                    () -> resolves(world, digest) && resolves(world, name()));
        }
    },
    /// Two blobs that nothing links wait for it; it may find more of earlier attempts.
    COLLECT {
        @Override
        Attempt prepare(World world, Path out) {
            for (int i = 0; i < 2; i++) {
                String digest = world.pushed(world.fresh(20_000));
                World.require(world.delete("/v2/" + World.REPOSITORY + "/blobs/" + digest), 202);
            }
            return new Attempt(() -> world.job("collect", "{}"), () -> true);
        }
    },
    BACKUP {
        @Override
        Attempt prepare(World world, Path out) {
            world.image(name());
            Path folder = out.resolve(UUID.randomUUID().toString());
            return new Attempt(
                    () -> world.job("backup", "{\"dir\":\"" + folder + "\"}"),
                    () -> Shell.in(out)
                                    .attempt(
                                            "",
                                            Launch.java().toString(),
                                            "-jar",
                                            Launch.jar().toString(),
                                            "verify-backup",
                                            folder.toString())
                                    .status()
                            == 0);
        }
    };

    /// Whether it runs as a job, whose failure is told by the job and not by a status.
    boolean job() {
        return this == COLLECT || this == BACKUP;
    }

    /// Does what must be there before, and returns what then meets the failing disk.
    ///
    /// @param out a folder outside the data, for what is written there
    abstract Attempt prepare(World world, Path out);

    /// @param act what is done; a 2xx is an acknowledgement
    /// @param effect whether what was acknowledged is so
    record Attempt(Act act, BooleanSupplier effect) {}

    /// Something with an answer.
    interface Act {
        Answer run();
    }

    private static boolean readable(World world, String repository, String digest) {
        return world.get("/v2/" + repository + "/blobs/" + digest).status() == 200;
    }

    private static boolean resolves(World world, String reference) {
        return world.get("/v2/" + World.REPOSITORY + "/manifests/" + reference).status() == 200;
    }
}
