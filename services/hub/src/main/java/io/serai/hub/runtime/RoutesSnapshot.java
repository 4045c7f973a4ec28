package io.serai.hub.runtime;

import io.serai.delivery.config.DefinitionsLoader;
import io.serai.delivery.config.FileTexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the routes folder held at one moment, whole: {@code *.camel.yaml}, the files of {@link DefinitionsLoader}, and
 * all below {@code schemas/}; and the names of other YAML files, which nobody reads, so that a slip in a name is told.
 * Names are relative to the folder, with {@code /}. What begins with a dot is no file of the
 * hub's but of an editor, or of Kubernetes, which swaps whole folders by a link named {@code ..data}.
 */
final class RoutesSnapshot implements FileTexts {

    private static final String ROUTES = ".camel.yaml";
    private static final String SCHEMAS = "schemas";
    /** To copy from, not loaded. */
    private static final String CONNECTORS = "connectors";

    private static final int DEPTH = 8;

    private final Path folder;
    private final SortedMap<String, ByteBuffer> files;
    private final SortedSet<String> unread;

    private RoutesSnapshot(Path folder, SortedMap<String, ByteBuffer> files, SortedSet<String> unread) {
        this.folder = folder;
        this.files = files;
        this.unread = unread;
    }

    /** Reads all of them. */
    static RoutesSnapshot of(Path folder) throws IOException {
        SortedMap<String, ByteBuffer> files = new TreeMap<>();
        for (Path file : list(folder, 1)) {
            String name = file.getFileName().toString();
            if (name.endsWith(ROUTES) || DefinitionsLoader.FILES.contains(name)) {
                files.put(name, ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        }
        Path schemas = folder.resolve(SCHEMAS);
        if (Files.isDirectory(schemas)) {
            for (Path file : list(schemas, DEPTH)) {
                files.put(name(folder, file), ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        }
        return new RoutesSnapshot(folder, files, unread(folder, files.keySet()));
    }

    static RoutesSnapshot empty(Path folder) {
        return new RoutesSnapshot(folder, new TreeMap<>(), new TreeSet<>());
    }

    private static SortedSet<String> unread(Path folder, Set<String> read) throws IOException {
        SortedSet<String> unread = new TreeSet<>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.toList()) {
                String name = name(folder, child);
                boolean others = name.equals(SCHEMAS) || name.equals(CONNECTORS) || name.startsWith(".");
                if (!others) {
                    yaml(folder, child).stream()
                            .filter(file -> !read.contains(file))
                            .forEach(unread::add);
                }
            }
        }
        return unread;
    }

    /** Of a file or of what is in a folder; one that cannot be looked into, as lost+found, has none. */
    private static List<String> yaml(Path folder, Path child) {
        try {
            return list(child, 1).stream()
                    .map(file -> name(folder, file))
                    .filter(RoutesSnapshot::isYaml)
                    .toList();
        } catch (IOException | UncheckedIOException closed) {
            return List.of();
        }
    }

    private static boolean isYaml(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml");
    }

    private static List<Path> list(Path folder, int depth) throws IOException {
        try (Stream<Path> found = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
            return found.filter(file -> !name(folder, file).matches("(.*/)?\\..*"))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    Path folder() {
        return folder;
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    /** The name of a file of the folder, as {@link #changes} has it. */
    String name(Path file) {
        return file.startsWith(folder) ? name(folder, file) : file.toString();
    }

    /** The names of the files with routes, in order. */
    List<String> routeFiles() {
        return files.keySet().stream()
                .filter(name -> name.endsWith(ROUTES) && name.indexOf('/') < 0)
                .toList();
    }

    /** The names of YAML files that nobody reads, in order. */
    SortedSet<String> unread() {
        return unread;
    }

    /** Something of what a hub is there for. */
    boolean saysAnything() {
        return !routeFiles().isEmpty() || files.containsKey("subscriptions.yaml");
    }

    /** The names of files that are not the same in both. */
    Set<String> changes(RoutesSnapshot other) {
        Set<String> names = new TreeSet<>(files.keySet());
        names.addAll(other.files.keySet());
        names.removeIf(name -> Objects.equals(files.get(name), other.files.get(name)));
        return names;
    }

    /** What tells the contents of the files apart, by name. */
    SortedMap<String, String> digests() {
        SortedMap<String, String> digests = new TreeMap<>();
        files.forEach((name, content) -> digests.put(name, NodeRuns.digest(content)));
        return digests;
    }

    boolean has(String name) {
        return files.containsKey(name);
    }

    /** This one, with some files as they are in another. */
    RoutesSnapshot with(Set<String> names, RoutesSnapshot other) {
        SortedMap<String, ByteBuffer> mixed = new TreeMap<>(files);
        for (String name : names) {
            ByteBuffer content = other.files.get(name);
            if (content == null) {
                mixed.remove(name);
            } else {
                mixed.put(name, content);
            }
        }
        return new RoutesSnapshot(folder, mixed, unread);
    }

    /** A schema that the catalogue keeps elsewhere is read where it is, and its changes are not noticed. */
    @Override
    public String read(Path file) throws IOException {
        String name = name(file);
        ByteBuffer content = files.get(name);
        if (content != null) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(content.duplicate())
                    .toString();
        }
        if (DefinitionsLoader.FILES.contains(name) || name.startsWith(SCHEMAS + "/") || name.endsWith(ROUTES)) {
            throw new NoSuchFileException(file.toString());
        }
        return FileTexts.DISK.read(file);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RoutesSnapshot snapshot
                && snapshot.folder.equals(folder)
                && snapshot.files.equals(files)
                && snapshot.unread.equals(unread);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }
}
