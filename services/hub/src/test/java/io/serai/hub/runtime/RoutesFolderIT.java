package io.serai.hub.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a change of the routes folder, and when it is whole. */
class RoutesFolderIT {

    @TempDir
    Path folder;

    private RoutesFolder routes;

    @BeforeEach
    void aFolder() throws IOException {
        write("a.camel.yaml", "a");
        write("subscriptions.yaml", "s");
        routes = new RoutesFolder(RoutesSnapshot.of(folder));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String text(RoutesSnapshot snapshot, String name) throws IOException {
        return snapshot.read(folder.resolve(name));
    }

    @Test
    void aFileThatStillGrowsIsNotTaken() throws IOException {
        write("a.camel.yaml", "half");
        assertThat(routes.change()).isEmpty();
        write("a.camel.yaml", "half and whole");
        assertThat(routes.change()).isEmpty();

        Optional<RoutesSnapshot> quiet = routes.change();

        assertThat(text(quiet.orElseThrow(), "a.camel.yaml")).isEqualTo("half and whole");
        assertThat(routes.change()).isEmpty();
    }

    @Test
    void whatIsWrittenAgainTheSameIsNoChange() throws IOException {
        write("a.camel.yaml", "a");
        assertThat(routes.change()).isEmpty();
        assertThat(routes.change()).isEmpty();
    }

    @Test
    void aChangeThatIsTakenBackInTimeIsNone() throws IOException {
        write("a.camel.yaml", "b");
        assertThat(routes.change()).isEmpty();
        write("a.camel.yaml", "a");
        assertThat(routes.change()).isEmpty();
        assertThat(routes.change()).isEmpty();
    }

    @Test
    void schemasCountAndWhatIsNotTheHubsDoesNot() throws IOException {
        write("schemas/deep/c.json", "{}");
        write(".a.camel.yaml.swp", "x");
        write(".#b.camel.yaml", "x");
        write("notes.txt", "x");
        write("connectors/c.camel.yaml", "x");
        write("..data/d.camel.yaml", "x");
        routes.change();

        RoutesSnapshot now = routes.change().orElseThrow();

        assertThat(now.changes(RoutesSnapshot.empty(folder)))
                .containsExactly("a.camel.yaml", "schemas/deep/c.json", "subscriptions.yaml");
    }

    @Test
    void aSnapshotKeepsWhatWasReadAndMayBeMixedWithAnother() throws IOException {
        RoutesSnapshot before = RoutesSnapshot.of(folder);
        write("a.camel.yaml", "changed");
        write("b.camel.yaml", "new");
        Files.delete(folder.resolve("subscriptions.yaml"));
        RoutesSnapshot after = RoutesSnapshot.of(folder);

        RoutesSnapshot mixed = after.with(before.changes(after), before);

        assertThat(before.changes(after)).containsExactly("a.camel.yaml", "b.camel.yaml", "subscriptions.yaml");
        assertThat(mixed).isEqualTo(before);
        assertThat(text(before, "a.camel.yaml")).isEqualTo("a");
        assertThatThrownBy(() -> text(after, "subscriptions.yaml")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatIsNoTextIsToldAsSuch() throws IOException {
        Files.write(folder.resolve("a.camel.yaml"), new byte[] {(byte) 0xC3, (byte) 0x28});
        RoutesSnapshot snapshot = RoutesSnapshot.of(folder);

        assertThatThrownBy(() -> text(snapshot, "a.camel.yaml")).isInstanceOf(CharacterCodingException.class);
    }

    @Test
    void aFolderThatWasNeverThereMayComeLater() throws IOException {
        Path later = folder.resolve("later");
        RoutesFolder missing = new RoutesFolder(RoutesSnapshot.empty(later));
        assertThat(missing.change()).isEmpty();
        Files.createDirectories(later);
        Files.writeString(later.resolve("a.camel.yaml"), "a");
        assertThat(missing.change()).isEmpty();

        assertThat(missing.change().orElseThrow().routeFiles()).containsExactly("a.camel.yaml");
    }

    @Test
    void aFolderThatWasThereCannotBeReadWhenItIsAway() throws IOException {
        Path elsewhere = folder.resolveSibling(folder.getFileName() + "-away");
        Files.move(folder, elsewhere);
        try {
            assertThatThrownBy(routes::change).isInstanceOf(IOException.class);
        } finally {
            Files.move(elsewhere, folder);
        }
        assertThat(routes.change()).isEmpty();
    }

    @Test
    void yamlThatNobodyReadsIsNamedAndWhatIsMeantToLieThereIsNot() throws IOException {
        write("policy.yaml", "x");
        write("b.camel.yml", "x");
        write("orders/c.camel.yaml", "x");
        write("schemas/order.yaml", "x");
        write("connectors/d.camel.yaml", "x");
        write(".hidden/e.camel.yaml", "x");
        write(".f.yaml", "x");
        write("notes.txt", "x");

        assertThat(RoutesSnapshot.of(folder).unread())
                .containsExactly("b.camel.yml", "orders/c.camel.yaml", "policy.yaml");
    }

    @Test
    void aFileThatNobodyReadsIsAChangeWhenItComesAndWhenItGoes() throws IOException {
        write("policy.yaml", "x");
        routes.change();
        assertThat(routes.change().orElseThrow().unread()).containsExactly("policy.yaml");
        Files.delete(folder.resolve("policy.yaml"));
        routes.change();
        assertThat(routes.change().orElseThrow().unread()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "policy.yaml, policies.yaml",
        "policies.yml, policies.yaml",
        "subscription.yml, subscriptions.yaml",
        "Subscriptions.YAML, subscriptions.yaml",
        "catalogue.yaml, catalog.yaml",
        "orders.camel.yml, orders.camel.yaml",
        "Orders.Camel.yaml, Orders.camel.yaml",
        "deep/orders.camel.yaml, orders.camel.yaml"
    })
    void whatWasMeantIsGuessed(String name, String meant) {
        assertThat(UnreadFile.meant(name)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders.yaml", "values.yml", "p.yaml"})
    void whereNothingIsLikeItNothingIsGuessed(String name) {
        assertThat(UnreadFile.meant(name)).isEmpty();
        assertThat(UnreadFile.message(name)).endsWith("rename it, or take it out");
    }
}
