package dev.entrepot.e2e;

/// The settings that podman and buildah share.
public final class Containers {
    private Containers() {}

    /// A shell in which both keep everything in one folder, run containers by runc on the host's network (the bridge
    /// would leave firewall rules behind), and speak HTTP to `host`.
    public static Shell configured(Scratch scratch, Shell shell, String host) {
        var containers = scratch.file("home/containers.conf", """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
                netns = "host"
                [engine]
                runtime = "runc"
                cgroup_manager = "cgroupfs"
                events_logger = "none"
                """);
        var storage = scratch.file(
                "home/storage.conf", """
                [storage]
                driver = "overlay"
                runroot = "%s"
                graphroot = "%s"
                """.formatted(scratch.folder("containers-run"), scratch.folder("containers")));
        var registries = scratch.file("home/registries.conf", """
                [[registry]]
                location = "%s"
                insecure = true
                """.formatted(host));
        var policy = scratch.file("home/.config/containers/policy.json", """
                {"default": [{"type": "insecureAcceptAnything"}]}
                """);
        return shell.with("CONTAINERS_CONF", containers.toString())
                .with("CONTAINERS_STORAGE_CONF", storage.toString())
                .with("CONTAINERS_REGISTRIES_CONF", registries.toString())
                .with("BUILDAH_ISOLATION", "chroot")
                .with("SIGNATURE_POLICY", policy.toString());
    }
}
