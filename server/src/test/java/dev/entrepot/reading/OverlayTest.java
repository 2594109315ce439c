package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.FoundPackage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Layers over each other, from real archives.
final class OverlayTest {
    private static final String STATUS = "var/lib/dpkg/status";
    private static final String LODASH = "app/node_modules/lodash/package.json";

    @Test
    void laterDatabaseReplacesTheEarlierAndKeepsTheLayersOfWhatStayed() throws Exception {
        LayerArchive base = new LayerArchive().file(STATUS, stanza("bash", "5") + stanza("curl", "7"));
        LayerArchive update = new LayerArchive().file(STATUS, stanza("bash", "5") + stanza("curl", "8"));
        LayerArchive removal = new LayerArchive().file(STATUS, stanza("curl", "8"));

        assertThat(found(base, update)).containsExactly("bash 5 0", "curl 8 1");
        assertThat(found(base, update, removal)).containsExactly("curl 8 1");
    }

    @Test
    void whiteoutRemovesAFileOrATreeOfLowerLayers() throws Exception {
        LayerArchive base = new LayerArchive().file(LODASH, npm("lodash", "4"));

        assertThat(found(base, new LayerArchive().file("app/node_modules/lodash/.wh.package.json", "")))
                .isEmpty();
        assertThat(found(base, new LayerArchive().file("app/.wh.node_modules", "")))
                .isEmpty();
        assertThat(found(base, new LayerArchive().file(".wh.app", ""))).isEmpty();
        assertThat(found(base, new LayerArchive().file(".wh.ap", ""), new LayerArchive().file("app/.wh.node", "")))
                .containsExactly("lodash 4 0");
    }

    @Test
    void whiteoutsAndOpaqueFoldersCountBeforeTheLayersOwnFilesWhereverTheyStand() throws Exception {
        LayerArchive base = new LayerArchive()
                .file("app/node_modules/old/package.json", npm("old", "1"))
                .file(LODASH, npm("lodash", "4"));
        LayerArchive opaque =
                new LayerArchive().file(LODASH, npm("lodash", "5")).file("app/node_modules/.wh..wh..opq", "");
        LayerArchive removed =
                new LayerArchive().file(LODASH, npm("lodash", "5")).file("app/.wh.node_modules", "");

        assertThat(found(base, opaque)).containsExactly("lodash 5 1");
        assertThat(found(base, removed)).containsExactly("lodash 5 1");
    }

    @Test
    void opaqueRootHidesAll() throws Exception {
        LayerArchive base = new LayerArchive().file(LODASH, npm("lodash", "4"));

        assertThat(found(base, new LayerArchive().file(".wh..wh..opq", ""))).isEmpty();
    }

    @Test
    void fileHidesTheTreeInWhosePlaceItStands() throws Exception {
        LayerArchive base = new LayerArchive().file(LODASH, npm("lodash", "4"));

        assertThat(found(base, new LayerArchive().file("app/node_modules", "x")))
                .isEmpty();
        assertThat(found(base, new LayerArchive().symbolicLink("app", "elsewhere")))
                .isEmpty();
        assertThat(found(base, new LayerArchive().folder(LODASH))).isEmpty();
        assertThat(found(base, new LayerArchive().folder("app/node_modules"))).containsExactly("lodash 4 0");
    }

    @Test
    void fileThatSaysNothingReplacesOneThatDid() throws Exception {
        LayerArchive base = new LayerArchive().file(LODASH, npm("lodash", "4"));

        assertThat(found(base, new LayerArchive().file(LODASH, "{}"))).isEmpty();
    }

    @Test
    void packageThatWasAwayComesWithItsNewLayer() throws Exception {
        LayerArchive base = new LayerArchive().file(LODASH, npm("lodash", "4"));
        LayerArchive away = new LayerArchive().file("app/.wh.node_modules", "");

        assertThat(found(base, away, base)).containsExactly("lodash 4 2");
        assertThat(found(base, base)).containsExactly("lodash 4 0");
    }

    @Test
    void reservedNamesOfAufsAreNothing() throws Exception {
        LayerArchive layer = new LayerArchive()
                .file(".wh..wh.aufs", "")
                .file(".wh..wh.plnk/1.2", "")
                .file(LODASH, npm("lodash", "4"));

        LayerReport report = LayerArchive.read(layer.gzip());

        assertThat(report.whiteouts()).isEmpty();
        assertThat(report.problems()).isEmpty();
        assertThat(report.paths().size()).isEqualTo(1);
    }

    @Test
    void osReleaseSpeaksBeforeItsFallbacks() throws Exception {
        LayerArchive base = new LayerArchive()
                .file("etc/debian_version", "bookworm/sid")
                .file("usr/lib/os-release", "ID=ubuntu\nVERSION_ID='22.04'\n");

        assertThat(contents(base).distribution()).contains(new Distribution("ubuntu", "22.04", "", ""));
        assertThat(contents(base, new LayerArchive().file("usr/lib/.wh.os-release", ""))
                        .distribution())
                .contains(new Distribution("debian", "", "bookworm", "Debian GNU/Linux bookworm/sid"));
        assertThat(contents(base, new LayerArchive().file("etc/os-release", "ID=own\n"))
                        .distribution()
                        .orElseThrow()
                        .id())
                .isEqualTo("own");
    }

    @Test
    void filesOfTheDistributionsOwnPackagesAreMarked() throws Exception {
        String python = "usr/lib/python3/dist-packages/requests-2.28.1.egg-info/PKG-INFO";
        String vendor = "usr/lib/node_modules/npm/package.json";
        String own = "opt/venv/lib/requests-2.0.0.dist-info/METADATA";
        LayerArchive layer = new LayerArchive()
                .file(own, "Name: requests\nVersion: 2.0.0\n")
                .file(python, "Name: requests\nVersion: 2.28.1\n")
                .file(vendor, npm("npm", "9"))
                .file("var/lib/dpkg/info/python3-requests.list", "/.\n/usr\n/" + python + "\n")
                .file("var/lib/dpkg/info/nodejs:amd64.list", "/" + vendor + "\n")
                .file(
                        STATUS,
                        stanza("python3-requests", "2.28.1+dfsg-1")
                                + stanza("nodejs", "18-1nodesource1").replace("@lists.debian.org", "@nodesource.com"));

        List<FoundPackage> found = contents(layer).packages();

        assertThat(found.stream().filter(each -> each.what().vendored()).map(FoundPackage::path))
                .containsExactly(python);
    }

    @Test
    void filesOfApkPackagesAreMarked() throws Exception {
        String python = "usr/lib/python3.12/site-packages/requests-2.32.dist-info/METADATA";
        LayerArchive layer = new LayerArchive()
                .file("usr/lib/apk/db/installed", """
                        P:py3-requests
                        V:2.32-r0
                        A:x86_64
                        F:usr/lib/python3.12/site-packages/requests-2.32.dist-info
                        R:METADATA
                        Z:Q1x=
                        """)
                .file(python, "Name: requests\nVersion: 2.32\n");

        List<FoundPackage> found = contents(layer).packages();

        assertThat(found).extracting(each -> each.what().vendored()).containsExactly(false, true);
    }

    @Test
    void problemsNameTheirLayer() throws Exception {
        ImageContents contents = contents(new LayerArchive().file("../../etc/passwd", "x"));

        assertThat(contents.problems()).singleElement().asString().startsWith("0: an entry is ignored");
    }

    private static List<String> found(LayerArchive... layers) throws Exception {
        return contents(layers).packages().stream()
                .map(found -> found.what().name() + " " + found.what().version() + " " + found.layer())
                .toList();
    }

    private static ImageContents contents(LayerArchive... layers) throws Exception {
        List<Overlay.Layer> all = new ArrayList<>();
        for (LayerArchive layer : layers) {
            LayerReport report = LayerReport.of(LayerArchive.read(layer.plain()).toBytes());
            all.add(new Overlay.Layer(Integer.toString(all.size()), report));
        }
        return Overlay.of(all);
    }

    private static String stanza(String name, String version) {
        return """
                Package: %s
                Status: install ok installed
                Version: %s
                Architecture: amd64
                Maintainer: Some Team <team@lists.debian.org>
                Description: a package
                 Package: nothing

                """.formatted(name, version);
    }

    private static String npm(String name, String version) {
        return "{\"name\": \"%s\", \"version\": \"%s\"}".formatted(name, version);
    }
}
