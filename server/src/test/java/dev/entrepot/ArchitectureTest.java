package dev.entrepot;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.entrepot.oci.Digest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The levels of ARCHITECTURE.md, read from the compiled classes.
final class ArchitectureTest {
    private static final String ROOT = "dev.entrepot";

    /// Usable from everywhere: values, and what every part reports.
    private static final List<String> COMMON = List.of("oci", "telemetry", "health");

    /// From the bottom to the top. A package uses only what stands in a level before its own, and COMMON.
    private static final List<List<String>> LEVELS = List.of(
            List.of("storage", "database", "http", "packages"),
            List.of("authority", "versions"),
            List.of("audit", "conditions", "events", "reading", "vulnerabilities", "sbom"),
            List.of("jobs"),
            List.of("content", "directory"),
            List.of("retention", "integrity", "backup", "imports"),
            List.of("scanning"),
            List.of("policy"),
            List.of("access"),
            List.of("rest"),
            List.of("federation"),
            List.of("client"),
            List.of("distribution", "api", "cli"));

    /// Third-party packages, and the only packages of ours that may name them.
    private static final Map<String, List<String>> HOMES = Map.ofEntries(
            Map.entry("io.vertx..", List.of("http")),
            Map.entry("io.netty..", List.of("http")),
            Map.entry("org.sqlite..", List.of("database")),
            Map.entry("org.postgresql..", List.of("database")),
            Map.entry("com.zaxxer.hikari..", List.of("database")),
            Map.entry("org.flywaydb..", List.of("database")),
            Map.entry("java.sql..", List.of("database")),
            Map.entry("javax.sql..", List.of("database")),
            Map.entry("picocli..", List.of("cli")),
            Map.entry("com.nimbusds..", List.of("access", "federation")),
            Map.entry("com.nimbusds.oauth2..", List.of("federation")),
            Map.entry("com.nimbusds.openid..", List.of("federation")),
            Map.entry("com.unboundid..", List.of("federation")),
            Map.entry("org.bouncycastle..", List.of("access")),
            Map.entry(
                    "com.github.benmanes.caffeine..",
                    List.of("access", "content", "distribution", "conditions", "federation", "scanning", "policy")),
            Map.entry("dev.cel..", List.of("conditions")),
            Map.entry("org.apache.commons.compress..", List.of("reading", "vulnerabilities")),
            Map.entry("com.github.luben..", List.of("reading")),
            Map.entry("us.springett..", List.of("vulnerabilities")),
            Map.entry("com.google..", List.of("conditions", "content", "retention", "policy")),
            Map.entry("org.commonmark..", List.of("content")),
            Map.entry("io.smallrye..", List.of("")));

    private static final JavaClasses OURS =
            new ClassFileImporter().importPaths(Path.of("target/classes"), Path.of("../oci/target/classes"));

    @Test
    void everyPackageHasALevel() {
        assertThat(OURS.contain(Main.class)).isTrue();
        assertThat(OURS.contain(Digest.class)).isTrue();
        Set<String> packages = OURS.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1).split("\\.", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> placed = Stream.concat(COMMON.stream(), LEVELS.stream().flatMap(List::stream))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(placed).containsAll(packages);
    }

    @TestFactory
    Stream<DynamicTest> packagesUseOnlyWhatStandsBelowThem() {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> below = new ArrayList<>(COMMON);
        for (List<String> level : LEVELS) {
            for (String name : level) {
                List<String> allowed = new ArrayList<>(below);
                allowed.add(name);
                tests.add(DynamicTest.dynamicTest(
                        name, () -> usesOnly(name, allowed).check(OURS)));
            }
            below.addAll(level);
        }
        for (String name : COMMON) {
            List<String> allowed = name.equals("oci") ? List.of("oci") : List.of("oci", "telemetry", name);
            tests.add(
                    DynamicTest.dynamicTest(name, () -> usesOnly(name, allowed).check(OURS)));
        }
        return tests.stream();
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(OURS);
    }

    @TestFactory
    Stream<DynamicTest> thirdPartyLibrariesHaveOneHome() {
        return HOMES.entrySet().stream()
                .map(home -> DynamicTest.dynamicTest(
                        home.getKey(),
                        () -> noClasses()
                                .that(DescribedPredicate.not(resideInAnyPackage(tree(home.getValue()))))
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(home.getKey())
                                .allowEmptyShould(true)
                                .check(OURS)));
    }

    @Test
    void nothingLooksIntoClassesAtRunTime() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect..")
                .check(OURS);
    }

    @Test
    void adaptersAreNamedByTheRegistryOnly() {
        noClasses()
                .that(resideInAPackage(ROOT + ".."))
                .and()
                .resideOutsideOfPackage(ROOT + ".storage.filesystem..")
                .and()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".storage.filesystem..")
                .check(OURS);
    }

    private static ArchRule usesOnly(String name, List<String> allowed) {
        String[] others = Stream.concat(
                        allowed.stream().map(each -> ROOT + "." + each + ".."),
                        Stream.of(
                                "java..",
                                "javax..",
                                "org..",
                                "com..",
                                "io..",
                                "tools..",
                                "picocli..",
                                "dev.cel..",
                                "us.springett.."))
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(others)
                .allowEmptyShould(true);
    }

    /// The empty name is the root package alone.
    private static String[] tree(List<String> names) {
        return names.stream()
                .map(name -> name.isEmpty() ? ROOT : ROOT + "." + name + "..")
                .toArray(String[]::new);
    }
}
