package dev.entrepot.scanning;

import dev.entrepot.oci.Digest;
import dev.entrepot.packages.Distribution;
import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import dev.entrepot.reading.Evidence;
import dev.entrepot.reading.LayerOutcome;
import dev.entrepot.reading.LayerReport;
import dev.entrepot.reading.LayerSource;
import dev.entrepot.reading.ListingOutcome;
import dev.entrepot.reading.PathSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Stands for the processes that read layers: a layer of these tests is a text, one statement per line.
///
/// ```
/// distribution debian 12 bookworm
/// npm lodash 4.17.15            its metadata lies at the name's own path
/// deb libssl3 3.0.11-1 openssl  the fourth word is the source package; all of them stand in one database
/// whiteout PATH
/// partly WHY | broken WHY
/// ```
final class PlainLayers implements LayerReader {
    final List<String> read = new CopyOnWriteArrayList<>();
    volatile Optional<String> refusal = Optional.empty();
    volatile boolean failing;

    @Override
    public Optional<String> refusal() {
        return refusal;
    }

    @Override
    public LayerOutcome read(String namespace, LayerSource source) throws IOException {
        if (failing) {
            throw new IOException("the disk does not answer");
        }
        byte[] bytes;
        try (InputStream in = source.open()) {
            bytes = in.readAllBytes();
        }
        Digest digest = Digest.of(Digest.Algorithm.SHA256, bytes);
        read.add(namespace + " " + digest);
        return outcome(digest, new String(bytes, StandardCharsets.UTF_8).lines().toList());
    }

    @Override
    public ListingOutcome list(String namespace, LayerSource source) {
        return new ListingOutcome.Unreadable("nothing is listed in these tests");
    }

    private static LayerOutcome outcome(Digest digest, List<String> lines) {
        List<Evidence> evidence = new ArrayList<>();
        List<Package> installed = new ArrayList<>();
        List<String> whiteouts = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "distribution" ->
                    evidence.add(new Evidence(
                            "etc/os-release",
                            Optional.of(new Distribution(words[1], words[2], words[3], words[1] + " " + words[2])),
                            List.of()));
                case "deb" -> installed.add(debian(words));
                case "whiteout" -> whiteouts.add(words[1]);
                case "partly" -> problems.add(line.substring("partly ".length()));
                case "broken" -> {
                    return new LayerOutcome.Unreadable(line.substring("broken ".length()));
                }
                default ->
                    PackageType.of(words[0])
                            .ifPresent(type -> evidence.add(
                                    Evidence.of(path(words), List.of(Package.of(type, words[1], words[2])))));
            }
        }
        if (!installed.isEmpty()) {
            evidence.add(Evidence.of("var/lib/dpkg/status", installed));
        }
        return new LayerOutcome.Read(new LayerReport(
                digest.toString(), evidence, whiteouts, List.of(), PathSet.EMPTY, problems, lines.size(), 1));
    }

    /// Where a language's own metadata of it lies: the fourth word, else its name.
    static String path(String[] words) {
        return words.length > 3 ? words[3] : "app/node_modules/" + words[1] + "/package.json";
    }

    private static Package debian(String[] words) {
        return new Package(
                PackageType.DEB,
                words[1],
                words[2],
                "amd64",
                words.length > 3 ? words[3] : "",
                "",
                "",
                List.of("MIT"),
                false);
    }
}
