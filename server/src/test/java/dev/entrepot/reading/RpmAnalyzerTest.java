package dev.entrepot.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.packages.Package;
import dev.entrepot.packages.PackageType;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RpmAnalyzerTest {
    private static final String PATH = "var/lib/rpm/rpmdb.sqlite";

    @TempDir
    private Path folder;

    @Test
    void databasesOfAllFormsAndPlacesAreWanted() {
        RpmAnalyzer analyzer = new RpmAnalyzer();

        assertThat(List.of(
                        PATH,
                        "usr/lib/sysimage/rpm/Packages.db",
                        "usr/share/rpm/rpmdb.sqlite",
                        "var/lib/rpm/Packages",
                        "var/lib/rpmmanifest/container-manifest-2"))
                .allMatch(path -> analyzer.wants(path, 1, false));
        assertThat(List.of("var/lib/rpm/rpmdb.sqlite-wal", "opt/rpm/Packages", "var/lib/rpm"))
                .noneMatch(path -> analyzer.wants(path, 1, false));
    }

    @Test
    void packagesOfAlmaLinuxAreNamedWithEpochAndRelease() throws Exception {
        List<Package> found = read(PATH, RpmFixtures.of("alma9.sqlite"));

        assertThat(found)
                .extracting(Package::name, Package::version, Package::architecture)
                .containsExactlyInAnyOrder(
                        row("openssl", "1:3.0.1-41.el9_0"),
                        row("openssl-libs", "1:3.0.1-41.el9_0"),
                        row("curl", "7.76.1-19.el9_1.1"),
                        row("libcurl", "7.76.1-19.el9_1.1"),
                        row("glibc", "2.34-60.el9"),
                        row("expat", "2.4.9-1.el9_1.1"),
                        row("zlib", "1.2.11-31.el9"),
                        row("bash", "5.1.8-6.el9_1"),
                        row("krb5-libs", "1.19.1-24.el9_1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stubs.sqlite", "stubs-little.bdb", "stubs-big.bdb"})
    void everyFormHoldsTheSamePackages(String form) throws Exception {
        List<Package> found = read(PATH, RpmFixtures.of(form));

        assertThat(found).hasSize(83).contains(nodejs(), npm(), docker());
        assertThat(names(found)).containsAll(libraries(40));
    }

    @Test
    void packageThatIsDeletedFromNdbIsGone() throws Exception {
        List<Package> found = read(PATH, RpmFixtures.of("stubs.ndb"));

        assertThat(found).hasSize(82).contains(nodejs(), npm(), docker());
        assertThat(names(found)).containsAll(libraries(39)).doesNotContain("stub-lib40");
    }

    @Test
    void reservedBytesAndOtherEncodingsOfSqliteAreUnderstood() throws Exception {
        List<Package> found = read(PATH, RpmFixtures.of("reserved-utf16.sqlite"));

        assertThat(names(found)).hasSize(11).contains("stub-lib40", "stub-lib35-devel", "stub-lib36");
    }

    @Test
    void subpackageNamesItsSource() throws Exception {
        List<Package> found = read(PATH, RpmFixtures.of("stubs.sqlite"));

        Package devel = found.stream()
                .filter(each -> each.name().equals("stub-lib07-devel"))
                .findFirst()
                .orElseThrow();
        assertThat(devel.sourceName()).isEqualTo("stub-lib07");
        assertThat(devel.builtFrom()).isEqualTo("1.07-2.el9");
        assertThat(devel.licences()).containsExactly("LGPLv2+");
    }

    @Test
    void filesOfTheDistributionsPackagesAreOwnedAndThoseOfOthersAreNot() throws Exception {
        Budget budget = new Budget(ReadingLimits.DEFAULT);
        byte[] bytes = RpmFixtures.of("stubs.sqlite");

        new RpmAnalyzer().read(PATH, bytes.length, new ByteArrayInputStream(bytes), budget);

        PathSet owned = budget.ownership().ofDistribution();
        assertThat(owned.contains(PathSet.hash(PathSet.sha256(), "usr/lib/node_modules/npm/file-400.js")))
                .isTrue();
        assertThat(owned.contains(PathSet.hash(PathSet.sha256(), "usr/bin/dockerd")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 8192, 65536})
    void sqliteOfAnyPageSizeIsReadToItsLastRow(int pageSize) throws Exception {
        int rows = 400;

        byte[] bytes = sqlite(pageSize, rows);

        List<Package> found = read(PATH, bytes);
        assertThat(names(found))
                .containsExactlyElementsOf(
                        IntStream.range(0, rows).mapToObj(row -> "made-" + row).toList());
    }

    @Test
    void packageThatIsNoSoftwareIsLeftOut() throws Exception {
        byte[] key = header(new Tag(1000, 6, "gpg-pubkey"), new Tag(1001, 6, "b86b3716"), new Tag(1002, 6, "61e69f29"));

        assertThat(RpmHeader.of(HeldBytes.of(key)).software()).isEmpty();
    }

    @Test
    void brokenPackageDoesNotHideTheOthers() throws Exception {
        byte[] bytes = RpmFixtures.of("stubs.ndb");
        int blob = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(32 + 8) * 16;
        Arrays.fill(bytes, blob + 16, blob + 24, (byte) 0);

        assertThatThrownBy(() -> read(PATH, bytes)).isInstanceOfSatisfying(UnreadableException.class, broken -> {
            assertThat(broken).hasMessageStartingWith("1 of its packages cannot be read: ");
            assertThat(broken.found().orElseThrow().packages()).hasSize(81);
        });
    }

    @Test
    void truncatedDatabaseTellsWhatItStillHolds() throws Exception {
        byte[] bytes = Arrays.copyOf(RpmFixtures.of("stubs-big.bdb"), 200_000);

        assertThatThrownBy(() -> read(PATH, bytes))
                .isInstanceOfSatisfying(
                        UnreadableException.class,
                        broken -> assertThat(broken.found().orElseThrow().packages())
                                .isNotEmpty());
    }

    @Test
    void emptyFileIsADatabaseWithoutPackages() throws Exception {
        assertThat(read(PATH, new byte[0])).isEmpty();
    }

    @Test
    void fileOfNoKnownFormIsUnreadable() {
        byte[] text = "no database".repeat(100).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> read(PATH, text))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("neither SQLite nor ndb nor a Berkeley DB hash");
    }

    @Test
    void fileBeyondTheLimitIsNotRead() {
        ReadingLimits tight = new ReadingLimits(1 << 20, 200, 10, 8, 1000, 100, Duration.ofMinutes(1), 64L << 20);

        assertThatThrownBy(() ->
                        new RpmAnalyzer().read(PATH, 1001, new ByteArrayInputStream(new byte[1001]), new Budget(tight)))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("has 1001 bytes, more than the 1000 that are held at once");
    }

    @Test
    void manifestOfImagesWithoutADatabaseIsRead() throws Exception {
        String lines = """
                openssl-libs\t1.1.1k-17.cm2\t1653816591\t1653753130\tMicrosoft Corporation\t(none)\t580\tx86_64\t0\topenssl-1.1.1k-17.cm2.src.rpm
                shadow\t4.9-3.cm2\t1653816591\t1653753130\tMicrosoft Corporation\t2\t580\tnoarch\t2\tshadow-4.9-3.cm2.src.rpm
                """;

        List<Package> found = read("var/lib/rpmmanifest/container-manifest-2", lines.getBytes(StandardCharsets.UTF_8));

        assertThat(found)
                .containsExactly(
                        rpm("openssl-libs", "1.1.1k-17.cm2", "x86_64", "openssl", "", ""),
                        rpm("shadow", "2:4.9-3.cm2", "noarch", "", "", ""));
    }

    private record Tag(int tag, int type, String text) {}

    private static Tuple row(String name, String version) {
        return Tuple.tuple(name, version, "x86_64");
    }

    private static Package rpm(
            String name, String version, String architecture, String source, String sourceVersion, String module) {
        return new Package(
                PackageType.RPM, name, version, architecture, source, sourceVersion, module, List.of(), false);
    }

    private static Package nodejs() {
        Package plain = rpm("nodejs", "1:12.22.12-1.module_el8.6.0+2904+fa8fac4d", "noarch", "", "", "nodejs:12");
        return licensed(plain, "MIT and ASL 2.0");
    }

    private static Package npm() {
        Package plain = rpm(
                "npm",
                "1:6.14.16-1.12.22.12.1.module_el8.6.0+2904+fa8fac4d",
                "noarch",
                "nodejs",
                "1:12.22.12-1.module_el8.6.0+2904+fa8fac4d",
                "nodejs:12");
        return licensed(plain, "MIT and ASL 2.0");
    }

    private static Package docker() {
        return licensed(rpm("docker-ce", "3:24.0.7-1.el9", "noarch", "", "", ""), "ASL 2.0");
    }

    private static Package licensed(Package plain, String licence) {
        return new Package(
                plain.type(),
                plain.name(),
                plain.version(),
                plain.architecture(),
                plain.source(),
                plain.sourceVersion(),
                plain.module(),
                List.of(licence),
                false);
    }

    private static List<String> names(List<Package> found) {
        return found.stream().map(Package::name).collect(Collectors.toList());
    }

    private static List<String> libraries(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj("stub-lib%02d"::formatted)
                .toList();
    }

    private static List<Package> read(String path, byte[] bytes) throws Exception {
        Evidence evidence = new RpmAnalyzer()
                .read(path, bytes.length, new ByteArrayInputStream(bytes), new Budget(ReadingLimits.DEFAULT))
                .orElseThrow();
        assertThat(evidence.path()).isEqualTo(path);
        return evidence.packages().stream().map(Evidence.Item::what).toList();
    }

    /// Rows of many sizes, so that some fill a leaf exactly and some go on over many pages.
    private byte[] sqlite(int pageSize, int rows) throws Exception {
        Path file = folder.resolve("made.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = " + pageSize);
            statement.execute("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO Packages (blob) VALUES (?)")) {
                for (int row = 0; row < rows; row++) {
                    insert.setBytes(
                            1,
                            header(
                                    new Tag(1000, 6, "made-" + row),
                                    new Tag(1001, 6, "1"),
                                    new Tag(1002, 6, "1"),
                                    new Tag(1004, 9, "x".repeat(row * row / 4))));
                    insert.executeUpdate();
                }
            }
            connection.commit();
        }
        return Files.readAllBytes(file);
    }

    private static byte[] header(Tag... tags) {
        int size = Arrays.stream(tags).mapToInt(tag -> tag.text().length() + 1).sum();
        ByteBuffer header = ByteBuffer.allocate(8 + 16 * tags.length + size);
        header.putInt(tags.length).putInt(size);
        int offset = 0;
        for (Tag tag : tags) {
            header.putInt(tag.tag()).putInt(tag.type()).putInt(offset).putInt(1);
            offset += tag.text().length() + 1;
        }
        for (Tag tag : tags) {
            header.put(tag.text().getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        }
        return header.array();
    }
}
