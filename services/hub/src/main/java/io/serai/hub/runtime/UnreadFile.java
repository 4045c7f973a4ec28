package io.serai.hub.runtime;

import io.serai.delivery.config.DefinitionsLoader;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Says of a YAML file in the routes folder that nobody reads it, and how it may have been meant. */
final class UnreadFile {

    private static final String ROUTES = ".camel.yaml";
    /** So many of the first letters tell which file was meant: policy.yaml, subscription.yml, catalogue.yaml. */
    private static final int TELLING = 5;

    private UnreadFile() {}

    static String message(String name) {
        String way = name.indexOf('/') < 0 ? "rename it to " : "move it there as ";
        return "nobody reads it; in the routes folder itself the hub reads *" + ROUTES + ", "
                + String.join(", ", new TreeSet<>(DefinitionsLoader.FILES)) + ": "
                + meant(name).map(meant -> way + meant).orElse("rename it, or take it out");
    }

    /** The name that the hub would read. */
    static Optional<String> meant(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        String stem = file.substring(0, file.lastIndexOf('.'));
        String lower = stem.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".camel")) {
            return Optional.of(stem.substring(0, stem.length() - ".camel".length()) + ROUTES);
        }
        return DefinitionsLoader.FILES.stream()
                .filter(known -> lower.length() >= TELLING && known.startsWith(lower.substring(0, TELLING)))
                .findFirst();
    }
}
