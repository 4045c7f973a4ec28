package io.serai.store.geode;

import io.serai.store.StoreConfig;
import io.serai.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code cache.xml} and {@code gemfire.properties}, from the folder or the jar, with the settings filled in. */
final class ConfigFiles {

    /** Of XML and of properties: they may speak of placeholders. */
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->|^#[^\n]*", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]+)}");

    private static final Duration STARTUP_RECOVERY_DELAY = Duration.ofSeconds(5);

    private final Optional<Path> folder;
    private final Map<String, String> settings;

    ConfigFiles(StoreConfig config) {
        folder = config.geodeConfig();
        settings = Map.of(
                "serai.node", config.node(),
                "serai.data-dir", config.dataDir().toAbsolutePath().toString(),
                "serai.bind-address", config.bindAddress(),
                "serai.store.partitions", Integer.toString(config.partitions()),
                "serai.store.redundant-copies", Integer.toString(config.redundantCopies()),
                "serai.cluster.member-timeout",
                        Long.toString(config.memberTimeout().toMillis()),
                "serai.cluster.recovery-delay",
                        Long.toString(config.recoveryDelay().toMillis()),
                "serai.cluster.startup-recovery-delay",
                        Long.toString(startupRecoveryDelay(config).toMillis()));
    }

    /** A node alone need not wait; in a cluster the delay keeps restarts from shuffling. */
    static Duration startupRecoveryDelay(StoreConfig config) {
        Duration most = config.clustered() ? STARTUP_RECOVERY_DELAY : Duration.ZERO;
        return most.compareTo(config.recoveryDelay()) > 0 ? config.recoveryDelay() : most;
    }

    String cacheXml() {
        return filled("cache.xml", ConfigFiles::escaped);
    }

    Properties gemfireProperties() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(filled("gemfire.properties", value -> value.replace("\\", "\\\\"))));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return properties;
    }

    /** Where the file comes from, for messages. */
    String origin(String name) {
        return folder.map(path -> path.resolve(name))
                .filter(Files::exists)
                .map(Path::toString)
                .orElse("the " + name + " in the jar");
    }

    private String filled(String name, UnaryOperator<String> escape) {
        Matcher matcher = PLACEHOLDER.matcher(COMMENT.matcher(read(name)).replaceAll(ConfigFiles::blank));
        return matcher.replaceAll(found -> {
            String value = settings.get(found.group(1));
            if (value == null) {
                throw new StoreException(origin(name) + " has " + found.group() + ", which is not known; known are "
                        + settings.keySet().stream().sorted().toList());
            }
            return Matcher.quoteReplacement(escape.apply(value));
        });
    }

    /** Lines stay where they are: mistakes are told with their number. */
    private static String blank(MatchResult comment) {
        return "\n".repeat((int) comment.group().chars().filter(c -> c == '\n').count());
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    /** A file that the folder lacks is taken from the jar. */
    private String read(String name) {
        try {
            if (folder.isPresent()) {
                if (!Files.isDirectory(folder.get())) {
                    throw new StoreException(
                            "there is no folder " + folder.get().toAbsolutePath() + " (serai.geode-config)");
                }
                Path file = folder.get().resolve(name);
                if (Files.exists(file)) {
                    return Files.readString(file);
                }
            }
            try (InputStream in = ConfigFiles.class.getResourceAsStream("config/" + name)) {
                if (in == null) {
                    throw new StoreException("the jar of serai-store lacks " + name);
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException failure) {
            throw new StoreException("cannot read " + origin(name), failure);
        }
    }
}
